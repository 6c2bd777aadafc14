//! Conditions of envelopes, compiled to Rust.

use proc_macro2::TokenStream;
use quote::quote;

use super::literal::int;
use crate::api::{Comparison, Condition, Operand};

/// What a condition reads from.
pub(super) trait Source {
    /// A test of what stands at a read against a constant.
    fn test(&self, read: usize, comparison: Comparison, constant: &Operand) -> TokenStream;
    /// A test of what stands at two reads against each other.
    fn compare(&self, left: usize, comparison: Comparison, right: usize) -> TokenStream;
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
        Condition::Compare(left, comparison, right) => compare(source, left, *comparison, right),
    }
}

/// The contrary of a condition. Only equality can be turned around: of what is missing, `<` and `>=` are both false.
pub(super) fn negated(source: &impl Source, condition: &Condition) -> TokenStream {
    match condition {
        Condition::Not(inner) => expression(source, inner),
        Condition::Compare(left, Comparison::Equal, right) => {
            compare(source, left, Comparison::NotEqual, right)
        }
        Condition::Compare(left, Comparison::NotEqual, right) => {
            compare(source, left, Comparison::Equal, right)
        }
        Condition::Holds(operand) => compare(source, operand, Comparison::NotEqual, &Operand::Bool(true)),
        other => {
            let inner = expression(source, other);
            quote!(!(#inner))
        }
    }
}

fn joined(source: &impl Source, parts: &[Condition], join: &TokenStream, empty: &TokenStream) -> TokenStream {
    let mut parts = parts.iter().map(|part| {
        let tokens = expression(source, part);
        if matches!(part, Condition::And(_) | Condition::Or(_)) { quote!((#tokens)) } else { tokens }
    });
    let Some(first) = parts.next() else { return empty.clone() };
    parts.fold(first, |all, next| quote!(#all #join #next))
}

fn holds(source: &impl Source, operand: &Operand) -> TokenStream {
    match operand {
        Operand::Read(index) => source.holds(*index),
        Operand::Bool(value) => quote!(#value),
        // Only booleans stand alone; the checker says so.
        _ => quote!(false),
    }
}

fn compare(source: &impl Source, left: &Operand, comparison: Comparison, right: &Operand) -> TokenStream {
    match (left, right) {
        (Operand::Read(left), Operand::Read(right)) => source.compare(*left, comparison, *right),
        (Operand::Read(read), constant) => source.test(*read, comparison, constant),
        (Operand::Status, Operand::Int(value)) => {
            let (status, operator, value) = (source.status(), operator(comparison), int((*value).into()));
            quote!(#status #operator #value)
        }
        (constant, Operand::Read(_) | Operand::Status) => {
            compare(source, right, mirrored(comparison), constant)
        }
        // Two constants: known now.
        (left, right) => {
            let value = constant(left, comparison, right);
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
    fn test(&self, read: usize, comparison: Comparison, constant: &Operand) -> TokenStream {
        let read = proc_macro2::Literal::usize_unsuffixed(read);
        let not = (comparison == Comparison::NotEqual).then(|| quote!(!));
        let ordered = !matches!(comparison, Comparison::Equal | Comparison::NotEqual);
        match constant {
            Operand::Int(value) if ordered => {
                let (operator, value) = (operator(comparison), int((*value).into()));
                quote!(reads.get(#read).as_i64().is_some_and(|value| value #operator #value))
            }
            Operand::Status if ordered => {
                let operator = operator(comparison);
                quote!(reads.get(#read).as_i64().is_some_and(|value| value #operator reads.status()))
            }
            Operand::Int(value) => {
                let value = int((*value).into());
                quote!(#not reads.get(#read).is_int(#value))
            }
            Operand::Status => quote!(#not reads.get(#read).is_int(reads.status())),
            Operand::Text(text) if ordered => {
                let operator = operator(comparison);
                quote!(reads.get(#read).as_text().is_some_and(|value| value #operator #text))
            }
            Operand::Text(text) => quote!(#not reads.get(#read).is_text(#text)),
            Operand::Bool(value) => quote!(#not reads.get(#read).is_bool(#value)),
            Operand::Null => quote!(#not reads.get(#read).is_null()),
            // Two reads are another method's.
            Operand::Read(_) => quote!(false),
        }
    }

    fn compare(&self, left: usize, comparison: Comparison, right: usize) -> TokenStream {
        let (left, right) =
            (proc_macro2::Literal::usize_unsuffixed(left), proc_macro2::Literal::usize_unsuffixed(right));
        let operator = operator(comparison);
        if matches!(comparison, Comparison::Equal | Comparison::NotEqual) {
            return quote!(reads.get(#left) #operator reads.get(#right));
        }
        quote! {
            reads.get(#left).as_i64().zip(reads.get(#right).as_i64()).is_some_and(|(left, right)| left #operator right)
        }
    }

    fn holds(&self, read: usize) -> TokenStream {
        let read = proc_macro2::Literal::usize_unsuffixed(read);
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
    fn reads_are_found_once() {
        let one = || compare(Operand::Read(2), Comparison::Equal, Operand::Read(0));
        assert_eq!(reads(&Condition::And(vec![one(), Condition::Not(Box::new(one()))])), [0, 2]);
    }
}
