//! What the vendor has, held against what is computed: the first stage that differs, and where in it.

use crate::api::{Function, Scheme, Template, Value};
use crate::emit::auth::used;
use crate::recipe::{Computed, Outcome, encodings};

use super::difference::{Difference, difference};
use super::masks::Masks;
use super::run::{Place, Run, Setup};
use super::{Error, in_words, template, variations};

/// A text that the vendor has.
#[derive(Clone, Debug)]
pub struct Expected {
    /// A value of a scheme (`sign`, or `signed.sign` where two schemes have one), a place of the request (`headers.X-Sign`,
    /// `query.sign`, `bearer`), or one of `body` and `url`.
    pub name: String,
    /// The text.
    pub text: Vec<u8>,
    /// Whether it stood in a file, whose last line feed may be the editor's.
    pub from_file: bool,
}

/// How one text compares.
#[derive(Clone, Debug)]
pub struct Comparison {
    /// As it was named.
    pub name: String,
    /// How it is made.
    pub template: String,
    /// What was found.
    pub found: Found,
    /// Variations of the recipe that were tried, of the first text that differs when it is a signature.
    pub variations: Option<Variations>,
}

/// What comparing gave.
#[derive(Clone, Debug)]
pub enum Found {
    /// They are equal, or so but for how they are written: how.
    Same(Option<String>),
    /// They differ.
    Differs(Difference),
    /// It was not computed, or is another one each time: why.
    Unknown(String),
}

/// Which changes of the recipe give what the vendor has.
#[derive(Clone, Debug, Default)]
pub struct Variations {
    /// Each change that was tried, in words.
    pub tried: Vec<String>,
    /// How many pairs of changes were tried as well.
    pub pairs: usize,
    /// The changes that give it.
    pub matching: Vec<String>,
}

/// A text of the run that was asked for.
struct Target {
    place: Place,
    template: String,
    computed: Result<Vec<u8>, String>,
    /// Whether something in it is a digest or a signature.
    is_signed: bool,
}

/// Compares all that is expected, in the order of the run.
pub(super) fn compare(
    setup: &Setup<'_>,
    run: &Run,
    masks: &Masks,
    expected: &[Expected],
) -> Result<Vec<Comparison>, Error> {
    let mut targets = Vec::new();
    for one in expected {
        targets.push((target(setup, run, &one.name)?, one));
    }
    targets.sort_by_key(|(target, _)| rank(&target.place));
    let mut first = true;
    let mut comparisons = Vec::new();
    for (target, one) in targets {
        let found = found(&target, one, masks);
        let differs = matches!(found, Found::Differs(_));
        let variations = (differs && std::mem::take(&mut first) && target.is_signed)
            .then(|| variations::search(setup, run, &target.place, &one.text));
        comparisons.push(Comparison { name: one.name.clone(), template: target.template, found, variations });
    }
    Ok(comparisons)
}

/// The request's own texts, then those of each scheme in its order.
fn rank(place: &Place) -> (usize, usize, usize) {
    match place {
        Place::Address => (0, 0, 0),
        Place::Header(_) => (0, 1, 0),
        Place::Body => (0, 2, 0),
        Place::Value(scheme, index) => (scheme + 1, 0, *index),
        Place::Sent(scheme, index) => (scheme + 1, 1, *index),
    }
}

fn target(setup: &Setup<'_>, run: &Run, name: &str) -> Result<Target, Error> {
    let own = |place, bytes: Vec<u8>| {
        Ok(Target { place, template: String::new(), computed: Ok(bytes), is_signed: false })
    };
    match name {
        "body" => return own(Place::Body, run.attempt.body.clone()),
        "url" => return own(Place::Address, run.attempt.address().into_bytes()),
        _ => {}
    }
    let mut known = vec!["body".to_owned(), "url".to_owned()];
    for (at, of) in run.schemes.iter().enumerate() {
        let (Some(scheme), Some(explained)) = (setup.api.schemes.get(of.scheme), &of.explained) else {
            continue;
        };
        for (index, (value, outcome)) in explained.values.iter().enumerate() {
            if value == name || format!("{}.{value}", scheme.name) == name {
                let made = &scheme.values[index].template;
                return Ok(of_scheme(setup, scheme, Place::Value(at, index), made, outcome));
            }
            known.push(value.clone());
        }
        for (index, (slot, outcome)) in explained.sent.iter().enumerate() {
            let place = template::slot(slot);
            let made = scheme.send.iter().find(|placement| placement.slot == *slot);
            if let (true, Some(placement)) = (place.eq_ignore_ascii_case(name), made) {
                return Ok(of_scheme(setup, scheme, Place::Sent(at, index), &placement.template, outcome));
            }
            known.push(place);
        }
    }
    Err(Error::unknown("nothing that is computed", name, &known))
}

fn of_scheme(setup: &Setup<'_>, scheme: &Scheme, place: Place, made: &Template, outcome: &Outcome) -> Target {
    let random = random(scheme, made);
    let computed = match (outcome, random) {
        (Err(trouble), _) => Err(in_words(*trouble)),
        (Ok(_), Some(function)) => {
            Err(format!("it is another one each time: `{function}` signs with random numbers of its own"))
        }
        (Ok(computed), None) => Ok(match computed {
            Computed::Bytes(bytes) => bytes.clone(),
            other => other.shown().into_bytes(),
        }),
    };
    Target {
        place,
        template: template::template(setup.api, scheme, made),
        computed,
        is_signed: visit(scheme, made, &mut |function| function.is_digest()),
    }
}

fn random(scheme: &Scheme, made: &Template) -> Option<&'static str> {
    let mut found = None;
    visit(scheme, made, &mut |function| {
        if let Function::Sign(signing, _) = function
            && signing.is_random()
        {
            found = Some(signing.name());
        }
        found.is_some()
    });
    found
}

/// Whether `is` holds for a function in a template, or in the values that it names.
pub(super) fn visit(scheme: &Scheme, made: &Template, is: &mut dyn FnMut(&Function) -> bool) -> bool {
    let mut seen = false;
    let mut above = Vec::new();
    used::values(made, &mut |value| match value {
        Value::Call(function, _) => seen |= is(function),
        Value::Computed(index) => above.push(*index),
        _ => {}
    });
    // Values name only those above them, so this ends.
    above.sort_unstable();
    above.dedup();
    seen || above
        .into_iter()
        .any(|index| scheme.values.get(index).is_some_and(|value| visit(scheme, &value.template, is)))
}

fn found(target: &Target, expected: &Expected, masks: &Masks) -> Found {
    let computed = match &target.computed {
        Ok(computed) => computed,
        Err(why) => return Found::Unknown(why.clone()),
    };
    let text = without_editors_line_feed(computed, expected);
    if computed == text {
        return Found::Same(None);
    }
    if let Some(how) = written_otherwise(computed, text) {
        return Found::Same(Some(how));
    }
    let mut differs = difference(computed, masks.of(&target.place), text, &masks.in_text(text));
    if target.is_signed {
        differs.hints.extend(other_length(computed, text));
    }
    Found::Differs(differs)
}

/// Signatures of another length are made by another digest.
fn other_length(computed: &[u8], expected: &[u8]) -> Option<String> {
    let (ours, theirs) = (digest_length(computed)?, digest_length(expected)?);
    let digest = match theirs {
        16 => "md5",
        20 => "sha1",
        28 => "sha224",
        32 => "sha256",
        48 => "sha384",
        64 => "sha512",
        _ => return None,
    };
    (ours != theirs).then(|| {
        format!("what is expected stands for {theirs} bytes, as {digest} gives; what is computed for {ours}")
    })
}

/// How many bytes hexadecimal digits or base64 stand for.
fn digest_length(text: &[u8]) -> Option<usize> {
    let text = std::str::from_utf8(text).ok()?.trim();
    let forms =
        [encodings::decode_hex(text), encodings::decode_base64(text), encodings::decode_base64url(text)];
    forms.into_iter().map(|bytes| bytes.len()).find(|length| *length > 0)
}

fn without_editors_line_feed<'t>(computed: &[u8], expected: &'t Expected) -> &'t [u8] {
    let text = &expected.text;
    match text.strip_suffix(b"\n") {
        Some(without) if expected.from_file && !computed.ends_with(b"\n") => {
            without.strip_suffix(b"\r").unwrap_or(without)
        }
        _ => text,
    }
}

/// Whether two texts stand for the same bytes: how they are written.
fn written_otherwise(computed: &[u8], expected: &[u8]) -> Option<String> {
    let forms = |bytes: &[u8]| {
        let mut forms = vec![("bytes", bytes.to_vec())];
        if let Ok(text) = std::str::from_utf8(bytes) {
            let text = text.trim();
            forms.extend([
                ("hexadecimal", encodings::decode_hex(text)),
                ("base64", encodings::decode_base64(text)),
                ("URL-safe base64", encodings::decode_base64url(text)),
            ]);
        }
        forms.retain(|(_, bytes)| bytes.len() >= 8);
        forms
    };
    let ours = forms(computed);
    for (theirs, bytes) in forms(expected) {
        if let Some((ours, _)) = ours.iter().find(|(_, other)| *other == bytes) {
            return Some(if *ours == theirs {
                format!("the same bytes, in {ours} that is written in another way")
            } else {
                format!("the same bytes, but expected as {theirs} and computed as {ours}")
            });
        }
    }
    None
}

/// Whether a text is, or stands for, what is expected.
pub(super) fn is_same(computed: &[u8], expected: &[u8]) -> bool {
    let expected = expected.trim_ascii_end();
    computed == expected || written_otherwise(computed, expected).is_some()
}
