//! Reading only an envelope's own fields: of failed answers, and of answers whose payload stands beside them.

use serde::de::DeserializeSeed;

use super::{Envelope, Reads, Step, Walk, extract::Follow};
use crate::wire::{Failed, Json};

/// How far to scan.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Until {
    /// Until it is known that the answer is a success. Vendors put the code first, so this is a few bytes; the payload
    /// is then decoded from the beginning, by its own type, which may well want one of the envelope's fields.
    Success,
    /// To the end.
    End,
}

/// Reads the envelope's own fields. What was read before an error is kept; a body that is no object has none.
pub(crate) fn scan<'de>(
    envelope: &'static Envelope,
    status: u16,
    body: &'de str,
    until: Until,
) -> (Walk<'de>, Result<(), serde_json::Error>) {
    let mut walk = Walk::new(envelope, status);
    let mut json = Json::new(body);
    let scanned = json.value(|json| walk.scan(json, until));
    let scanned = scanned.and_then(|to_end| if to_end { json.end() } else { Ok(()) });
    let result = scanned.map_err(|failed| json.error(failed));
    if walk.no_object && envelope.reads.iter().any(|read| !matches!(read.first(), Some(Step::Key(_)))) {
        follow_each(envelope, &mut walk.reads, body);
    }
    (walk, result)
}

impl<'de> Walk<'de> {
    /// Gives whether the value was read to its end.
    fn scan(&mut self, json: &mut Json<'de>, until: Until) -> Result<bool, Failed> {
        if json.is_next(b'{') {
            return self.collect(json, |walk| until == Until::Success && walk.outcome() == Some(true));
        }
        json.pass()?;
        self.no_object = true;
        Ok(true)
    }
}

/// Follows the paths that begin with an element of a list.
fn follow_each(envelope: &Envelope, reads: &mut Reads, body: &str) {
    for (index, steps) in envelope.reads.iter().enumerate() {
        let mut deserializer = serde_json::Deserializer::from_str(body);
        // What the body's syntax is worth was told by the scan already.
        let _ = Follow { steps, slot: reads.start(index) }.deserialize(&mut deserializer);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    static ENVELOPE: Envelope = Envelope {
        reads: &[
            &[Step::Key("code")],
            &[Step::Key("error"), Step::Key("text")],
            &[Step::Key("error"), Step::Key("id")],
        ],
        needs: &[0],
        success: |reads| reads.get(0).is_int(0),
        message: Some(1),
        ..Envelope::NONE
    };

    #[test]
    fn a_success_ends_the_scan_before_what_follows() {
        let (walk, result) = scan(&ENVELOPE, 200, r#"{"code":0,"items":[broken"#, Until::Success);
        result.unwrap();
        assert_eq!(walk.outcome(), Some(true));
        assert!(scan(&ENVELOPE, 200, r#"{"code":0,"items":[broken"#, Until::End).1.is_err());
    }

    #[test]
    fn a_failure_is_read_to_the_end() {
        let body = r#"{"code":5,"items":[1,{"code":0}],"error":{"id":7,"text":"no"}}"#;
        let (walk, result) = scan(&ENVELOPE, 200, body, Until::Success);
        result.unwrap();
        assert_eq!(walk.outcome(), Some(false));
        assert!(walk.reads.get(2).is_int(7));
        assert_eq!(walk.reads.text(ENVELOPE.message).as_deref(), Some("no"));
    }

    #[test]
    fn what_was_read_before_a_mistake_is_kept() {
        let (walk, result) = scan(&ENVELOPE, 500, r#"{"code":5,"error":"#, Until::End);
        assert!(result.is_err());
        assert!(walk.reads.get(0).is_int(5));
    }

    #[test]
    fn of_equal_keys_the_last_counts() {
        let (walk, _) = scan(&ENVELOPE, 200, r#"{"code":0,"code":5}"#, Until::End);
        assert!(walk.reads.get(0).is_int(5));
    }

    #[test]
    fn other_bodies_have_no_fields() {
        for body in ["[{\"code\":0}]", "null", "0", "1.5", "\"x\"", "true", "-1"] {
            let (walk, result) = scan(&ENVELOPE, 200, body, Until::End);
            result.unwrap();
            assert!(walk.no_object && walk.outcome().is_none(), "{body}");
        }
        assert!(scan(&ENVELOPE, 200, "<html>", Until::End).1.is_err());
    }

    #[test]
    fn a_path_may_begin_with_an_element() {
        static LIST: Envelope =
            Envelope { reads: &[&[Step::All, Step::Key("code")]], code: Some(0), ..Envelope::NONE };
        let (walk, _) = scan(&LIST, 400, r#"[{"code":"a"},{"code":"b"}]"#, Until::End);
        assert_eq!(walk.reads.text(Some(0)).as_deref(), Some("a; b"));
    }
}
