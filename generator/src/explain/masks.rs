//! Where secrets show in the texts of a request.
//!
//! The request is made once more with each secret changed, letter for letter, and with all digests as they were: wherever
//! a text then differs, it shows something of the secret, in whatever encoding. Beside that, a secret's text is looked
//! for as it is and in the usual encodings, since it may have come in by another way, such as an argument.

use std::collections::{BTreeMap, HashMap};
use std::rc::Rc;

use crate::recipe::{Computed, Outcome, Tape, encodings};

use super::given::{Given, is_secret_source, output_name};
use super::keys;
use super::run::{Place, Run, Setup, run};

/// How far letters and digits are turned; together these change every bit that one of them can have.
const TURNS: [u32; 3] = [1, 5, 12];

/// Equal bytes between two that differ are equal by chance up to so many.
const CHANCE: usize = 3;

/// Shorter secrets are not looked for: they would be found by chance.
const SHORTEST: usize = 6;

/// A part of a text that is not shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Hidden {
    pub(super) start: usize,
    pub(super) end: usize,
    /// Whose it is.
    pub(super) label: String,
}

/// What is hidden of each text, in order.
#[derive(Default)]
pub(super) struct Masks {
    hidden: HashMap<Place, Vec<Hidden>>,
    /// The secrets as texts, longest first.
    secrets: Vec<(String, String)>,
}

/// Something that is secret.
enum Secret {
    Credential(usize),
    Output(usize, usize),
    Digest(usize),
}

impl Masks {
    /// Finds the secrets in a run; `digests`: what it recorded.
    pub(super) fn find(
        setup: &Setup<'_>,
        given: &Given,
        done: &Run,
        digests: &HashMap<usize, Outcome>,
    ) -> Self {
        let secrets = secrets(setup, given, done);
        let texts = done.texts();
        let mut masks = Self::default();
        for (secret, label) in &secrets {
            for turn in TURNS {
                let (given, digests) = changed(secret, given, digests, turn);
                let other = run(setup, &given, &Tape::Playing(Rc::new(digests))).texts();
                masks.compare(&texts, &other, label);
            }
        }
        masks.secrets = secret_texts(&secrets, given, digests);
        masks.add_arguments(&setup.arguments.secrets);
        for (place, text) in &texts {
            let found = masks.in_text(text);
            masks.hidden.entry(place.clone()).or_default().extend(found);
        }
        for hidden in masks.hidden.values_mut() {
            tidy(hidden);
        }
        masks
    }

    /// What is hidden of a text.
    pub(super) fn of(&self, place: &Place) -> &[Hidden] {
        self.hidden.get(place).map_or(&[], Vec::as_slice)
    }

    /// What is hidden of a text that did not come out of the run.
    pub(super) fn in_text(&self, text: &[u8]) -> Vec<Hidden> {
        let mut hidden = Vec::new();
        for (secret, label) in &self.secrets {
            for start in positions(text, secret.as_bytes()) {
                hidden.push(Hidden { start, end: start + secret.len(), label: label.clone() });
            }
        }
        tidy(&mut hidden);
        hidden
    }

    /// Arguments that are of the type `secret`. Short ones are looked for as JSON has them, with their quotes.
    fn add_arguments(&mut self, secrets: &[String]) {
        for secret in secrets {
            let json = serde_json::Value::from(secret.as_str()).to_string();
            let forms = forms(secret.as_bytes()).into_iter().filter(|text| text.len() >= SHORTEST);
            self.secrets.extend(forms.chain([json]).map(|text| (text, "secret".to_owned())));
        }
        self.secrets.sort_by_key(|(text, _)| std::cmp::Reverse(text.len()));
    }

    fn compare(&mut self, texts: &BTreeMap<Place, Vec<u8>>, others: &BTreeMap<Place, Vec<u8>>, label: &str) {
        for (place, text) in texts {
            let hidden = self.hidden.entry(place.clone()).or_default();
            let label = label.to_owned();
            match others.get(place) {
                Some(other) if other.len() == text.len() => {
                    let differing = (0..text.len()).filter(|at| text.get(*at) != other.get(*at));
                    hidden.extend(differing.map(|at| Hidden {
                        start: at,
                        end: at + 1,
                        label: label.clone(),
                    }));
                }
                // Which part it is cannot be told.
                _ => hidden.push(Hidden { start: 0, end: text.len(), label }),
            }
        }
    }
}

fn secrets(setup: &Setup<'_>, given: &Given, done: &Run) -> Vec<(Secret, String)> {
    let api = setup.api;
    let credentials = given.credentials.iter().filter_map(|(index, text)| {
        let credential = api.credentials.get(*index)?;
        (credential.secret && !text.is_empty()).then(|| (Secret::Credential(*index), credential.wire.clone()))
    });
    let outputs =
        given.outputs.iter().filter(|((source, _), text)| !text.is_empty() && is_secret_source(api, *source));
    let outputs = outputs.map(|((source, output), _)| {
        (Secret::Output(*source, *output), output_name(api, (*source, *output)))
    });
    let schemes = done.schemes.iter().filter_map(|run| api.schemes.get(run.scheme));
    let digests = schemes.flat_map(|scheme| keys::of_scheme(api, scheme));
    let digests = digests.map(|(key, label)| (Secret::Digest(key), label));
    credentials.chain(outputs).chain(digests).collect()
}

fn changed(
    secret: &Secret,
    given: &Given,
    digests: &HashMap<usize, Outcome>,
    turn: u32,
) -> (Given, HashMap<usize, Outcome>) {
    let (mut given, mut digests) = (given.clone(), digests.clone());
    match secret {
        Secret::Credential(index) => turn_text(given.credentials.get_mut(index), turn),
        Secret::Output(source, output) => turn_text(given.outputs.get_mut(&(*source, *output)), turn),
        Secret::Digest(key) => {
            if let Some(Ok(Computed::Bytes(bytes))) = digests.get_mut(key) {
                let by = u8::try_from(turn).unwrap_or(1).wrapping_mul(0x55) | 0x11;
                for byte in bytes {
                    *byte ^= by;
                }
            }
        }
    }
    (given, digests)
}

fn turn_text(text: Option<&mut String>, turn: u32) {
    if let Some(text) = text {
        *text = text.chars().map(|c| turned(c, turn)).collect();
    }
}

/// Another character of the same kind, which is encoded in as many bytes wherever a text is encoded.
fn turned(c: char, turn: u32) -> char {
    const KINDS: [&str; 7] = [
        "0123456789",
        "abcdefghijklmnopqrstuvwxyz",
        "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
        "-._~",
        "\"\\",
        "+/=",
        "!#$%&'()*,:;<>?@[]^`{|}",
    ];
    for kind in KINDS {
        if let Some(at) = kind.find(c) {
            let by = usize::try_from(turn).unwrap_or(1) % kind.len();
            let by = if by == 0 { 1 } else { by };
            return kind.chars().nth((at + by) % kind.len()).unwrap_or(c);
        }
    }
    if c.is_ascii() {
        return c;
    }
    let near = [u32::from(c).saturating_add(turn), u32::from(c).saturating_sub(turn)];
    let mut near = near.into_iter().filter_map(char::from_u32);
    near.find(|other| other.len_utf8() == c.len_utf8()).unwrap_or('?')
}

/// The secrets as they may stand in a text, the longest first.
fn secret_texts(
    secrets: &[(Secret, String)],
    given: &Given,
    digests: &HashMap<usize, Outcome>,
) -> Vec<(String, String)> {
    let mut texts = Vec::new();
    for (secret, label) in secrets {
        let bytes = match secret {
            Secret::Credential(index) => given.credentials.get(index).map(|text| text.clone().into_bytes()),
            Secret::Output(source, output) => {
                given.outputs.get(&(*source, *output)).map(|text| text.clone().into_bytes())
            }
            Secret::Digest(key) => digests.get(key).and_then(|outcome| match outcome {
                Ok(Computed::Bytes(bytes)) => Some(bytes.clone()),
                _ => None,
            }),
        };
        for text in bytes.iter().flat_map(|bytes| forms(bytes)) {
            if text.len() >= SHORTEST && !texts.iter().any(|(known, _)| *known == text) {
                texts.push((text, label.clone()));
            }
        }
    }
    texts.sort_by_key(|(text, _)| std::cmp::Reverse(text.len()));
    texts
}

fn forms(bytes: &[u8]) -> Vec<String> {
    let hex = encodings::hex(bytes);
    let mut forms = vec![
        hex.to_ascii_uppercase(),
        hex,
        encodings::base64(bytes),
        encodings::base64(bytes).trim_end_matches('=').to_owned(),
        encodings::base64url(bytes, false),
    ];
    if let Ok(text) = std::str::from_utf8(bytes) {
        let json = serde_json::Value::from(text).to_string();
        forms.extend([
            text.to_owned(),
            text.trim().to_owned(),
            encodings::percent(text),
            encodings::form_encode(text),
            json[1..json.len() - 1].to_owned(),
        ]);
    }
    forms
}

fn positions(text: &[u8], part: &[u8]) -> Vec<usize> {
    if part.is_empty() {
        return Vec::new();
    }
    text.windows(part.len()).enumerate().filter(|(_, window)| *window == part).map(|(at, _)| at).collect()
}

/// In order, without overlaps, and without gaps that are there by chance.
fn tidy(hidden: &mut Vec<Hidden>) {
    hidden.retain(|part| part.start < part.end);
    hidden.sort_by(|left, right| (left.start, right.end).cmp(&(right.start, left.end)));
    let mut tidied: Vec<Hidden> = Vec::new();
    for next in hidden.drain(..) {
        match tidied.last_mut() {
            Some(last) if next.start < last.end => last.end = last.end.max(next.end),
            Some(last) if last.label == next.label && next.start <= last.end + CHANCE => {
                last.end = last.end.max(next.end);
            }
            _ => tidied.push(next),
        }
    }
    *hidden = tidied;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_letter_is_changed_into_one_that_is_as_long_wherever_it_is_encoded() {
        for c in (33_u8..127).map(char::from).chain("é牛😀\u{7ff}\u{ffff}".chars()) {
            for turn in TURNS {
                let other = turned(c, turn);
                assert_ne!(c, other, "{c} {turn}");
                let length = |c: char| encodings::percent(&c.to_string()).len();
                assert_eq!((c.len_utf8(), length(c)), (other.len_utf8(), length(other)), "{c} {turn}");
            }
        }
    }

    #[test]
    fn the_turns_change_all_bits_that_tell_letters_apart() {
        for c in ('a'..='z').chain('A'..='Z').chain('0'..='9') {
            let bits = TURNS.iter().fold(0, |bits, turn| bits | (u32::from(c) ^ u32::from(turned(c, *turn))));
            assert!(bits & 0b11 != 0 && bits & 0b1100 != 0, "{c} {bits:b}");
        }
    }

    #[test]
    fn hidden_parts_are_joined() {
        let part = |start, end, label: &str| Hidden { start, end, label: label.to_owned() };
        let mut hidden =
            vec![part(9, 10, "a"), part(1, 2, "a"), part(4, 5, "a"), part(11, 12, "b"), part(3, 3, "b")];
        tidy(&mut hidden);
        assert_eq!(hidden, [part(1, 5, "a"), part(9, 10, "a"), part(11, 12, "b")]);
    }
}
