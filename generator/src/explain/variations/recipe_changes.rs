//! Changes of the recipe: another order, encoding, digest or key.

use super::rewrite::rewrite;
use super::{Change, Trial};
use crate::api::{Decoding, Digest, Function, Template, TemplatePart, Value, ValueKind};

/// The table.
pub(super) fn changes() -> Vec<Change> {
    let digests = Digest::ALL.into_iter().flat_map(|kind| {
        [
            Change::new(format!("HMAC with {} instead", kind.name()), move |trial| {
                functions(trial, |function| {
                    if let Function::Hmac(other, _) = function {
                        *other = kind;
                    }
                });
            }),
            Change::new(format!("the digest {} instead", kind.name()), move |trial| {
                functions(trial, |function| {
                    if let Function::Digest(other) = function {
                        *other = kind;
                    }
                });
            }),
        ]
    });
    [orders(), encodings(), times(), keys(), ends()].into_iter().flatten().chain(digests).collect()
}

fn orders() -> Vec<Change> {
    vec![
        Change::new("nothing sorted", |trial| {
            dropped(trial, |function| matches!(function, Function::Sort | Function::SortAnyCase));
        }),
        Change::new("pairs sorted", |trial| before_join(trial, &Function::Sort)),
        Change::new("sorted without regard to case", |trial| {
            replaced(trial, &Function::Sort, &Function::SortAnyCase);
        }),
        Change::new("empty values left out", |trial| before_join(trial, &Function::DropEmpty)),
        Change::new("empty values kept", |trial| {
            dropped(trial, |function| matches!(function, Function::DropEmpty));
        }),
    ]
}

fn encodings() -> Vec<Change> {
    vec![
        Change::new("nothing percent-encoded", |trial| {
            dropped(trial, |function| {
                matches!(function, Function::Percent | Function::PercentPath | Function::FormEncode)
            });
        }),
        Change::new("pairs percent-encoded", |trial| before_join(trial, &Function::Percent)),
        Change::new("pairs encoded as in forms", |trial| before_join(trial, &Function::FormEncode)),
        Change::new("encoded as in forms", |trial| {
            replaced(trial, &Function::Percent, &Function::FormEncode);
        }),
        Change::new("percent-encoded instead of as in forms", |trial| {
            replaced(trial, &Function::FormEncode, &Function::Percent);
        }),
        Change::new("inner digests as bytes instead of in hexadecimal", |trial| {
            inner(trial, |value| {
                if let Value::Call(Function::Hex, digest) = value
                    && is_digest(digest)
                {
                    *value = (**digest).clone();
                }
            });
        }),
        Change::new("inner digests in hexadecimal instead of as bytes", |trial| {
            inner(trial, |value| {
                if is_digest(value) {
                    *value = Value::Call(Function::Hex, Box::new(value.clone()));
                }
            });
        }),
        Change::new("inner digests in upper-case hexadecimal", |trial| {
            inner(trial, |value| {
                if matches!(value, Value::Call(Function::Hex, digest) if is_digest(digest)) {
                    *value = Value::Call(Function::Upper, Box::new(value.clone()));
                }
            });
        }),
    ]
}

fn times() -> Vec<Change> {
    vec![
        Change::new("the time in milliseconds", |trial| {
            replaced(trial, &Function::UnixSeconds, &Function::UnixMillis);
        }),
        Change::new("the time in seconds", |trial| {
            replaced(trial, &Function::UnixMillis, &Function::UnixSeconds);
        }),
    ]
}

fn keys() -> Vec<Change> {
    vec![
        Change::new("the secret decoded from base64", |trial| decoded(trial, Decoding::Base64)),
        Change::new("the secret decoded from hexadecimal", |trial| decoded(trial, Decoding::Hex)),
        Change::new("the secret not decoded", |trial| {
            dropped(trial, |function| matches!(function, Function::Decode(_)));
        }),
        Change::new("key and text of the HMAC exchanged", |trial| {
            last(trial, |value| {
                if let Value::Call(Function::Hmac(kind, key), text) = value {
                    *value = Value::Call(Function::Hmac(*kind, text.clone()), key.clone());
                }
            });
        }),
        Change::new("a plain digest of the text instead of an HMAC", |trial| {
            last(trial, |value| {
                if let Value::Call(Function::Hmac(kind, _), text) = value {
                    *value = Value::Call(Function::Digest(*kind), text.clone());
                }
            });
        }),
    ]
}

fn ends() -> Vec<Change> {
    vec![
        Change::new("a line feed at the end of what is signed", |trial| {
            signed(trial, |text| {
                let parts = vec![TemplatePart::Hole(text), TemplatePart::Text("\n".to_owned())];
                Value::Composed(Box::new(Template { parts, kind: ValueKind::Bytes }))
            });
        }),
        Change::new("no line feed at the end of what is signed", |trial| {
            signed(trial, |text| Value::Call(Function::StripEnd("\n".to_owned()), Box::new(text)));
        }),
        Change::new("`\\r\\n` for each line feed in what is signed", |trial| {
            let (from, to) = ("\n".to_owned(), "\r\n".to_owned());
            signed(trial, |text| Value::Call(Function::Replace(from.clone(), to.clone()), Box::new(text)));
        }),
        Change::new("what is signed in lower case", |trial| {
            signed(trial, |text| Value::Call(Function::Lower, Box::new(text)));
        }),
        Change::new("what is signed in upper case", |trial| {
            signed(trial, |text| Value::Call(Function::Upper, Box::new(text)));
        }),
    ]
}

fn is_digest(value: &Value) -> bool {
    matches!(value, Value::Call(function, _) if function.is_digest())
}

/// Changes every value of the scheme.
fn all(trial: &mut Trial<'_>, mut change: impl FnMut(&mut Value)) {
    let scheme = &mut trial.scheme;
    let values = scheme.values.iter_mut().map(|value| &mut value.template);
    let sent = scheme.send.iter_mut().map(|placement| &mut placement.template);
    values.chain(sent).for_each(|template| rewrite(template, &mut change));
}

fn functions(trial: &mut Trial<'_>, mut change: impl FnMut(&mut Function)) {
    all(trial, |value| {
        if let Value::Call(function, _) = value {
            change(function);
        }
    });
}

/// Leaves functions out.
fn dropped(trial: &mut Trial<'_>, is: fn(&Function) -> bool) {
    all(trial, |value| {
        if let Value::Call(function, input) = value
            && is(function)
        {
            *value = (**input).clone();
        }
    });
}

fn replaced(trial: &mut Trial<'_>, from: &Function, to: &Function) {
    functions(trial, |function| {
        if function == from {
            *function = to.clone();
        }
    });
}

/// Does something to pairs before they are joined.
fn before_join(trial: &mut Trial<'_>, added: &Function) {
    all(trial, |value| {
        if let Value::Call(Function::JoinPairs(..), input) = value {
            **input = Value::Call(added.clone(), input.clone());
        }
    });
}

/// Secrets are decoded before they are used.
fn decoded(trial: &mut Trial<'_>, decoding: Decoding) {
    let api = trial.api;
    all(trial, |value| {
        if let Value::Credential(index) = value
            && api.credentials.get(*index).is_some_and(|credential| credential.secret)
        {
            *value = Value::Call(Function::Decode(decoding), Box::new(value.clone()));
        }
    });
}

/// Changes the values before the one with the last digest.
fn inner(trial: &mut Trial<'_>, mut change: impl FnMut(&mut Value)) {
    let last = trial.last_digest().unwrap_or_default();
    for value in trial.scheme.values.iter_mut().take(last) {
        rewrite(&mut value.template, &mut change);
    }
}

/// Changes the value with the last digest.
fn last(trial: &mut Trial<'_>, mut change: impl FnMut(&mut Value)) {
    if let Some(value) = trial.last_digest().and_then(|last| trial.scheme.values.get_mut(last)) {
        rewrite(&mut value.template, &mut change);
    }
}

/// Changes what the last digests are made of.
fn signed(trial: &mut Trial<'_>, change: impl Fn(Value) -> Value) {
    last(trial, |value| {
        if let Value::Call(function, input) = value
            && function.is_digest()
        {
            **input = change((**input).clone());
        }
    });
}
