//! Files of which only a part is ours: see [`marked_part`].

use std::borrow::Cow;
use std::path::Path;

use super::{Manifest, WriteError, disk, hash_of};
use crate::emit::{OutputFile, marked_part};

/// The hash of what is ours of a file: of its marked part, or of the whole.
pub fn hash_of_ours(path: &str, bytes: &[u8]) -> String {
    match str::from_utf8(bytes) {
        Ok(text) => hash_of_our_text(path, text),
        Err(_) => hash_of(bytes),
    }
}

/// The same of a text.
pub fn hash_of_our_text(path: &str, text: &str) -> String {
    let ours = marked_part(path, text).map_or(text, |part| &text[part]);
    hash_of(ours.as_bytes())
}

/// Whether something of the file is not ours.
pub fn is_shared(path: &str, bytes: &[u8]) -> bool {
    str::from_utf8(bytes).is_ok_and(|text| marked_part(path, text).is_some())
}

/// What the file shall hold where these bytes stand now: of a file that has our part marked, the rest stays.
pub fn merged<'a>(
    dir: &Path,
    file: &'a OutputFile,
    there: Option<&[u8]>,
    before: &Manifest,
) -> Result<Cow<'a, str>, WriteError> {
    let whole = Cow::Borrowed(file.text.as_str());
    let (Some(ours), Some(there)) = (marked_part(&file.path, &file.text), there) else { return Ok(whole) };
    let text = str::from_utf8(there).unwrap_or_default();
    if let Some(part) = marked_part(&file.path, text) {
        return Ok(Cow::Owned([&text[..part.start], &file.text[ours], &text[part.end..]].concat()));
    }
    // Without marks it is as an older generator wrote it, somebody else's, or edited too far.
    match before.hash(&file.path) {
        Some(hash) if hash != hash_of(there) => {
            Err(WriteError::MarksLost { path: disk::full(dir, &file.path) })
        }
        _ => Ok(whole),
    }
}
