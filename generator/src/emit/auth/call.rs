//! Functions of values as Rust expressions.

use crate::emit::tokens::{TokenStream, quote};

use super::expression::{Expression, Scope};
use crate::api::{Decoding, Function, ValueKind};
use crate::emit::ident::ident;
use crate::emit::literal::int;

impl Scope<'_> {
    /// A function of a value.
    pub(super) fn call(&self, function: &Function, of: &Expression) -> Expression {
        match of.kind {
            ValueKind::Time => of_time(function, of),
            ValueKind::Pairs => self.of_pairs(function, of),
            ValueKind::List => of_list(function, of),
            ValueKind::Text | ValueKind::Bytes => {
                self.of_data(function, of).unwrap_or_else(|| self.of_text(function, of))
            }
        }
    }

    /// The functions of text or bytes, which see bytes; `None`: another function.
    fn of_data(&self, function: &Function, of: &Expression) -> Option<Expression> {
        let data = of.bytes_argument();
        Some(match function {
            Function::Digest(digest) => {
                let name = ident(digest.name());
                bytes(quote!(sign::#name(#data)))
            }
            Function::Hmac(digest, key) => {
                let (name, key) =
                    (ident(&format!("hmac_{}", digest.name())), self.value(key).bytes_argument());
                bytes(quote!(sign::#name(#key, #data)))
            }
            Function::Sign(signing, key) => {
                let (name, key) = (ident(signing.name()), self.value(key).bytes_argument());
                bytes(quote!(sign::#name(#key, #data)?))
            }
            Function::Hex => text(quote!(sign::hex(#data))),
            Function::Base64 => text(quote!(sign::base64(#data))),
            Function::Base64Url => text(quote!(sign::base64url(#data))),
            Function::Base64UrlPadded => text(quote!(sign::base64url_padded(#data))),
            Function::Uuid => text(quote!(sign::uuid_v4_text(#data))),
            Function::Digits(count) => {
                let count = number(*count);
                text(quote!(sign::digits(#data, #count)))
            }
            Function::Alphanumeric(count) => {
                let count = number(*count);
                text(quote!(sign::alphanumeric(#data, #count)))
            }
            Function::Length => text(quote!(sign::length(#data))),
            Function::Text => text(quote!(sign::text(#data))),
            Function::SortJson => text(quote!(sign::sort_json(#data))),
            Function::JsonPairs => pairs(quote!(sign::Pairs::all_from_json(#data))),
            _ => return None,
        })
    }

    /// The functions of text alone.
    fn of_text(&self, function: &Function, of: &Expression) -> Expression {
        let (tokens, argument) = (&of.tokens, of.text_argument());
        match function {
            Function::Upper => text(quote!(#tokens.to_ascii_uppercase())),
            Function::Lower => text(quote!(#tokens.to_ascii_lowercase())),
            Function::Trim => Expression::reference(quote!(#tokens.trim()), ValueKind::Text),
            Function::Decode(decoding) => {
                let name = ident(decoder(*decoding));
                bytes(quote!(sign::#name(#argument)))
            }
            Function::HexNumber(count) => {
                let count = number(*count);
                text(quote!(sign::hex_number(#argument, #count)))
            }
            Function::DecodePercent => text(quote!(sign::decode_percent(#argument))),
            Function::Strip(prefix) => text(quote!(sign::strip(#argument, #prefix))),
            Function::StripEnd(suffix) => text(quote!(sign::strip_end(#argument, #suffix))),
            Function::Replace(from, to) => {
                let mut characters = from.chars();
                text(match (characters.next(), characters.next()) {
                    (Some(only), None) => quote!(#tokens.replace(#only, #to)),
                    _ => quote!(#tokens.replace(#from, #to)),
                })
            }
            Function::Take(count) => {
                let count = number(*count);
                text(quote!(sign::take(#argument, #count)))
            }
            Function::Skip(count) => {
                let count = number(*count);
                text(quote!(sign::skip(#argument, #count)))
            }
            Function::Or(other) => {
                let other = self.value(other).text_argument();
                text(quote!(sign::or(#argument, #other)))
            }
            Function::When(other) => {
                let other = self.value(other).bytes_argument();
                text(quote!(sign::when(#argument, #other)))
            }
            Function::Json => text(quote!(sign::json(#argument))),
            Function::ToPairs => pairs(quote!(sign::Pairs::from_query(#argument))),
            Function::SplitPairs(inner, outer) => {
                pairs(quote!(sign::Pairs::split(#argument, #inner, #outer)))
            }
            Function::Split(separator) => list(quote!(sign::split(#argument, #separator))),
            other => {
                let function = text_function(other);
                text(quote!(#function(#argument)))
            }
        }
    }

    /// The functions of pairs.
    fn of_pairs(&self, function: &Function, of: &Expression) -> Expression {
        let tokens = &of.tokens;
        match function {
            Function::Sort => pairs(quote!(#tokens.sort())),
            Function::SortAnyCase => pairs(quote!(#tokens.sort_any_case())),
            Function::Only(names) => pairs(quote!(#tokens.only(&[#(#names),*]))),
            Function::Without(names) => pairs(quote!(#tokens.without(&[#(#names),*]))),
            Function::DropEmpty => pairs(quote!(#tokens.drop_empty())),
            Function::LowerNames => pairs(quote!(#tokens.lower_names())),
            Function::UpperNames => pairs(quote!(#tokens.upper_names())),
            Function::Percent => pairs(quote!(#tokens.percent())),
            Function::FormEncode => pairs(quote!(#tokens.form_encode())),
            Function::Trim => pairs(quote!(#tokens.trim())),
            Function::Group(separator) => pairs(quote!(#tokens.group(#separator))),
            Function::Merge(other) => {
                let other = self.value(other).text_argument();
                pairs(quote!(#tokens.merge(#other)))
            }
            Function::JoinPairs(inner, outer) => text(quote!(#tokens.join(#inner, #outer))),
            Function::Json => text(quote!(#tokens.json())),
            Function::Get(name) => text(quote!(#tokens.get(#name))),
            Function::Names => list(quote!(#tokens.names())),
            // All that is left.
            _ => list(quote!(#tokens.values())),
        }
    }
}

fn of_time(function: &Function, of: &Expression) -> Expression {
    let tokens = &of.tokens;
    let millis =
        |duration: &std::time::Duration| int(i128::try_from(duration.as_millis()).unwrap_or_default());
    match function {
        Function::UnixMillis => text(quote!(sign::unix_millis(#tokens))),
        Function::UnixMicros => text(quote!(sign::unix_micros(#tokens))),
        Function::UnixNanos => text(quote!(sign::unix_nanos(#tokens))),
        Function::Format(format) => text(quote!(sign::format(#tokens, #format))),
        Function::After(duration) => {
            let millis = millis(duration);
            Expression::new(quote!(sign::after(#tokens, #millis)), ValueKind::Time)
        }
        Function::Before(duration) => {
            let millis = millis(duration);
            Expression::new(quote!(sign::before(#tokens, #millis)), ValueKind::Time)
        }
        // All that is left.
        _ => text(quote!(sign::unix_seconds(#tokens))),
    }
}

fn of_list(function: &Function, of: &Expression) -> Expression {
    // A list goes where a text goes: by reference.
    let (tokens, argument) = (&of.tokens, of.text_argument());
    match function {
        Function::JoinList(separator) => text(quote!(#tokens.join(#separator))),
        Function::Json => text(quote!(sign::json_list(#argument))),
        Function::First => text(quote!(sign::first(#argument))),
        Function::Last => text(quote!(sign::last(#argument))),
        Function::Sort => list(quote!(sign::sorted(#argument))),
        Function::SortAnyCase => list(quote!(sign::sorted_any_case(#argument))),
        Function::DropEmpty => list(quote!(sign::filled(#argument))),
        Function::Take(count) => {
            let count = number(*count);
            list(quote!(sign::take_texts(#argument, #count)))
        }
        Function::Skip(count) => {
            let count = number(*count);
            list(quote!(sign::skip_texts(#argument, #count)))
        }
        other => {
            let function = text_function(other);
            list(quote!(sign::each(#argument, #function)))
        }
    }
}

/// The functions from text to text that take nothing else, so that they can be done to each of a list.
fn text_function(function: &Function) -> TokenStream {
    match function {
        Function::Upper => quote!(str::to_ascii_uppercase),
        Function::Lower => quote!(str::to_ascii_lowercase),
        Function::Percent => quote!(sign::percent),
        Function::PercentPath => quote!(sign::percent_path),
        Function::FormEncode => quote!(sign::form_encode),
        // All that is left.
        _ => quote!(sign::trim),
    }
}

fn text(tokens: TokenStream) -> Expression {
    Expression::new(tokens, ValueKind::Text)
}

fn bytes(tokens: TokenStream) -> Expression {
    Expression::new(tokens, ValueKind::Bytes)
}

fn pairs(tokens: TokenStream) -> Expression {
    Expression::new(tokens, ValueKind::Pairs)
}

fn list(tokens: TokenStream) -> Expression {
    Expression::new(tokens, ValueKind::List)
}

fn number(number: usize) -> TokenStream {
    int(i128::try_from(number).unwrap_or_default())
}

fn decoder(decoding: Decoding) -> &'static str {
    match decoding {
        Decoding::Hex => "decode_hex",
        Decoding::Base64 => "decode_base64",
        Decoding::Base64Url => "decode_base64url",
    }
}
