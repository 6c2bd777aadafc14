//! Conditions of envelopes, compiled to Rust.

use crate::emit::tokens::{TokenStream, quote};

use super::literal::int;
use crate::api::{Comparison, Condition, Operand};

/// What a condition reads from.
///
/// A comparison with something that is not there is false. So the contrary of `<` is not `>=`, which is why `contrary`
/// is asked for apart; it is never set for `==` and `!=`, each of which is the contrary of the other.
pub(super) trait Source {
    /// A test of what stands at a read against a constant.
    fn test(&self, read: usize, comparison: Comparison, constant: &Operand, contrary: bool) -> TokenStream;
    /// A test of what stands at two reads against each other.
    fn compare(&self, left: usize, comparison: Comparison, right: usize, contrary: bool) -> TokenStream;
    /// Whether what stands at a read is `true`.
    fn holds(&self, read: usize) -> TokenStream;
    /// The HTTP status as a number.
    fn status(&self) -> TokenStream;
}

/// The condition as a boolean expression that can stand beside `&&` and `||`.
pub(super) fn expression(source: &impl Source, condition: &Condition) -> TokenStream {
    match condition {
        Condition::And(all) => joined(source, all, &quote!(&&), &quote!(true)),
        Condition::Or(any) => joined(source, any, &quote!(||), &quote!(false)),
        Condition::Not(inner) => negated(source, inner),
        Condition::Holds(operand) => holds(source, operand),
        Condition::Compare(left, comparison, right) => compare(source, left, *comparison, right, false),
    }
}

/// The contrary of a condition.
pub(super) fn negated(source: &impl Source, condition: &Condition) -> TokenStream {
    match condition {
        Condition::Not(inner) => expression(source, inner),
        Condition::Compare(left, Comparison::Equal, right) => {
            compare(source, left, Comparison::NotEqual, right, false)
        }
        Condition::Compare(left, Comparison::NotEqual, right) => {
            compare(source, left, Comparison::Equal, right, false)
        }
        Condition::Compare(left, comparison, right) => compare(source, left, *comparison, right, true),
        Condition::Holds(operand) => {
            compare(source, operand, Comparison::NotEqual, &Operand::Bool(true), false)
        }
        // De Morgan.
        Condition::And(parts) => expression(source, &Condition::Or(parts.iter().map(not).collect())),
        Condition::Or(parts) => expression(source, &Condition::And(parts.iter().map(not).collect())),
    }
}

fn not(condition: &Condition) -> Condition {
    Condition::Not(Box::new(condition.clone()))
}

fn joined(source: &impl Source, parts: &[Condition], join: &TokenStream, empty: &TokenStream) -> TokenStream {
    let mut parts = parts.iter().map(|part| {
        let tokens = expression(source, part);
        if is_joined(part) { quote!((#tokens)) } else { tokens }
    });
    let Some(first) = parts.next() else { return empty.clone() };
    parts.fold(first, |all, next| quote!(#all #join #next))
}

/// Whether it is written with `&&` or `||`.
fn is_joined(condition: &Condition) -> bool {
    match condition {
        Condition::And(parts) | Condition::Or(parts) => parts.len() > 1,
        Condition::Not(inner) => is_joined(inner),
        Condition::Compare(..) | Condition::Holds(_) => false,
    }
}

fn holds(source: &impl Source, operand: &Operand) -> TokenStream {
    match operand {
        Operand::Read(index) => source.holds(*index),
        Operand::Bool(value) => quote!(#value),
        // Only booleans stand alone; the checker says so.
        _ => quote!(false),
    }
}

fn compare(
    source: &impl Source,
    left: &Operand,
    comparison: Comparison,
    right: &Operand,
    contrary: bool,
) -> TokenStream {
    match (left, right) {
        (Operand::Read(left), Operand::Read(right)) => source.compare(*left, comparison, *right, contrary),
        (Operand::Read(read), constant) => source.test(*read, comparison, constant, contrary),
        (Operand::Status, Operand::Int(value)) => {
            let comparison = if contrary { inverse(comparison) } else { comparison };
            let (status, operator, value) = (source.status(), operator(comparison), int((*value).into()));
            quote!(#status #operator #value)
        }
        (constant, Operand::Read(_) | Operand::Status) => {
            compare(source, right, mirrored(comparison), constant, contrary)
        }
        // Two constants: known now.
        (left, right) => {
            let value = constant(left, comparison, right) != contrary;
            quote!(#value)
        }
    }
}

/// Rust's operator.
pub(super) fn operator(comparison: Comparison) -> TokenStream {
    match comparison {
        Comparison::Equal => quote!(==),
        Comparison::NotEqual => quote!(!=),
        Comparison::Less => quote!(<),
        Comparison::AtMost => quote!(<=),
        Comparison::Greater => quote!(>),
        Comparison::AtLeast => quote!(>=),
    }
}

/// What holds of two values that are there when the comparison does not.
pub(super) fn inverse(comparison: Comparison) -> Comparison {
    match comparison {
        Comparison::Equal => Comparison::NotEqual,
        Comparison::NotEqual => Comparison::Equal,
        Comparison::Less => Comparison::AtLeast,
        Comparison::AtMost => Comparison::Greater,
        Comparison::Greater => Comparison::AtMost,
        Comparison::AtLeast => Comparison::Less,
    }
}

/// The test of an `Option` that a comparison of what is in it makes: its name, and the comparison.
pub(super) fn within(comparison: Comparison, contrary: bool) -> (TokenStream, TokenStream) {
    if contrary {
        (quote!(is_none_or), operator(inverse(comparison)))
    } else {
        (quote!(is_some_and), operator(comparison))
    }
}

/// The comparison with its sides exchanged.
fn mirrored(comparison: Comparison) -> Comparison {
    match comparison {
        Comparison::Less => Comparison::Greater,
        Comparison::AtMost => Comparison::AtLeast,
        Comparison::Greater => Comparison::Less,
        Comparison::AtLeast => Comparison::AtMost,
        same => same,
    }
}

fn constant(left: &Operand, comparison: Comparison, right: &Operand) -> bool {
    let order = match (left, right) {
        (Operand::Int(left), Operand::Int(right)) => Some(left.cmp(right)),
        (Operand::Text(left), Operand::Text(right)) => Some(left.cmp(right)),
        (left, right) => (left == right).then_some(std::cmp::Ordering::Equal),
    };
    match comparison {
        Comparison::Equal => left == right,
        Comparison::NotEqual => left != right,
        Comparison::Less => order.is_some_and(std::cmp::Ordering::is_lt),
        Comparison::AtMost => order.is_some_and(std::cmp::Ordering::is_le),
        Comparison::Greater => order.is_some_and(std::cmp::Ordering::is_gt),
        Comparison::AtLeast => order.is_some_and(std::cmp::Ordering::is_ge),
    }
}

/// The reads of an envelope: the variable `reads`, of the runtime's type.
pub(super) struct EnvelopeReads;

impl Source for EnvelopeReads {
    fn test(&self, read: usize, comparison: Comparison, constant: &Operand, contrary: bool) -> TokenStream {
        let read = crate::emit::tokens::Literal::usize_unsuffixed(read);
        let not = (comparison == Comparison::NotEqual).then(|| quote!(!));
        let ordered = !matches!(comparison, Comparison::Equal | Comparison::NotEqual);
        let (is, operator) = within(comparison, contrary);
        match constant {
            Operand::Int(value) if ordered => {
                let value = int((*value).into());
                quote!(reads.get(#read).as_i64().#is(|value| value #operator #value))
            }
            Operand::Status if ordered => {
                quote!(reads.get(#read).as_i64().#is(|value| value #operator reads.status()))
            }
            Operand::Text(text) if ordered => {
                quote!(reads.get(#read).as_text().#is(|value| value #operator #text))
            }
            Operand::Int(value) => {
                let value = int((*value).into());
                quote!(#not reads.get(#read).is_int(#value))
            }
            Operand::Status => quote!(#not reads.get(#read).is_int(reads.status())),
            Operand::Text(text) => quote!(#not reads.get(#read).is_text(#text)),
            Operand::Bool(value) => quote!(#not reads.get(#read).is_bool(#value)),
            Operand::Null => quote!(#not reads.get(#read).is_null()),
            // Two reads are another method's.
            Operand::Read(_) => quote!(false),
        }
    }

    fn compare(&self, left: usize, comparison: Comparison, right: usize, contrary: bool) -> TokenStream {
        let (left, right) = (
            crate::emit::tokens::Literal::usize_unsuffixed(left),
            crate::emit::tokens::Literal::usize_unsuffixed(right),
        );
        if matches!(comparison, Comparison::Equal | Comparison::NotEqual) {
            let operator = operator(comparison);
            return quote!(reads.get(#left) #operator reads.get(#right));
        }
        let (is, operator) = within(comparison, contrary);
        quote!(reads.get(#left).as_i64().zip(reads.get(#right).as_i64()).#is(|(left, right)| left #operator right))
    }

    fn holds(&self, read: usize) -> TokenStream {
        let read = crate::emit::tokens::Literal::usize_unsuffixed(read);
        quote!(reads.get(#read).truthy())
    }

    fn status(&self) -> TokenStream {
        quote!(reads.status())
    }
}

/// The reads that a condition looks at, each once, in order.
pub(super) fn reads(condition: &Condition) -> Vec<usize> {
    let mut found = Vec::new();
    collect(condition, &mut found);
    found.sort_unstable();
    found.dedup();
    found
}

fn collect(condition: &Condition, found: &mut Vec<usize>) {
    let mut operand = |operand: &Operand| {
        if let Operand::Read(index) = operand {
            found.push(*index);
        }
    };
    match condition {
        Condition::Compare(left, _, right) => {
            operand(left);
            operand(right);
        }
        Condition::Holds(one) => operand(one),
        Condition::And(parts) | Condition::Or(parts) => parts.iter().for_each(|part| collect(part, found)),
        Condition::Not(inner) => collect(inner, found),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(condition: &Condition) -> String {
        expression(&EnvelopeReads, condition).to_string().replace(' ', "")
    }

    fn compare(left: Operand, comparison: Comparison, right: Operand) -> Condition {
        Condition::Compare(left, comparison, right)
    }

    #[test]
    fn comparisons_read_as_one_would_write_them() {
        use Comparison::{AtMost, Equal, Less, NotEqual};
        use Operand::{Int, Null, Read, Status, Text};
        let table = [
            (compare(Read(0), Equal, Int(1000)), "reads.get(0).is_int(1000)"),
            (compare(Int(0), Equal, Read(1)), "reads.get(1).is_int(0)"),
            (compare(Read(0), NotEqual, Text("ok".to_owned())), "!reads.get(0).is_text(\"ok\")"),
            (compare(Read(2), Equal, Null), "reads.get(2).is_null()"),
            (compare(Int(5), Less, Read(0)), "reads.get(0).as_i64().is_some_and(|value|value>5)"),
            (compare(Status, AtMost, Int(299)), "reads.status()<=299"),
            (compare(Read(0), Equal, Status), "reads.get(0).is_int(reads.status())"),
            (compare(Read(0), Equal, Read(1)), "reads.get(0)==reads.get(1)"),
            (compare(Int(1), Less, Int(2)), "true"),
            (Condition::Holds(Read(3)), "reads.get(3).truthy()"),
        ];
        for (condition, text) in table {
            assert_eq!(shown(&condition), text);
        }
    }

    #[test]
    fn nesting_keeps_its_meaning() {
        let yes = || Condition::Holds(Operand::Read(0));
        let either = Condition::Or(vec![yes(), Condition::Not(Box::new(yes()))]);
        let both = Condition::And(vec![yes(), either]);
        assert_eq!(
            shown(&both),
            "reads.get(0).truthy()&&(reads.get(0).truthy()||!reads.get(0).is_bool(true))"
        );
        assert_eq!(shown(&Condition::And(Vec::new())), "true");
    }

    #[test]
    fn the_contrary_of_a_comparison_holds_where_nothing_is() {
        let less = compare(Operand::Read(0), Comparison::Less, Operand::Int(3));
        let shown = |condition: &Condition| negated(&EnvelopeReads, condition).to_string().replace(' ', "");
        assert_eq!(shown(&less), "reads.get(0).as_i64().is_none_or(|value|value>=3)");
        let either = Condition::Or(vec![less, Condition::Holds(Operand::Read(1))]);
        assert_eq!(
            shown(&either),
            "reads.get(0).as_i64().is_none_or(|value|value>=3)&&!reads.get(1).is_bool(true)"
        );
    }

    #[test]
    fn reads_are_found_once() {
        let one = || compare(Operand::Read(2), Comparison::Equal, Operand::Read(0));
        assert_eq!(reads(&Condition::And(vec![one(), Condition::Not(Box::new(one()))])), [0, 2]);
    }
}
