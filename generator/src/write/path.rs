//! Which paths are written to: plain ones that every system takes and that stay in their folder.

use std::collections::HashMap;

use super::WriteError;

/// Refuses paths that are not plain, that stand twice, and files that would have to be folders too.
pub fn check_all<'a>(paths: impl Iterator<Item = &'a str>) -> Result<(), WriteError> {
    let mut seen: HashMap<String, bool> = HashMap::new();
    for path in paths {
        let refuse = |why| Err(WriteError::BadPath { path: path.to_owned(), why });
        if let Some(why) = wrong(path) {
            return refuse(why);
        }
        // Some file systems do not tell case.
        let lower = path.to_ascii_lowercase();
        for folder in lower.match_indices('/').map(|(at, _)| &lower[..at]) {
            match seen.get(folder) {
                Some(true) => return refuse("lies in what is a file"),
                Some(false) => {}
                None => _ = seen.insert(folder.to_owned(), false),
            }
        }
        match seen.insert(lower, true) {
            Some(true) => return refuse("stands twice"),
            Some(false) => return refuse("is a folder too"),
            None => {}
        }
    }
    Ok(())
}

/// Whether one path is plain.
pub fn is_plain(path: &str) -> bool {
    wrong(path).is_none()
}

fn wrong(path: &str) -> Option<&'static str> {
    let good = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.' | b'-' | b'/');
    if path.len() > 1000 {
        return Some("is too long");
    }
    if !path.bytes().all(good) {
        return Some("has characters other than letters, digits, `_`, `-` and `.`");
    }
    for part in path.split('/') {
        if matches!(part, "" | "." | "..") {
            return Some("does not stay in the folder");
        }
        if part.starts_with(".specwright") {
            return Some("is reserved");
        }
        if part.len() > 200 || part.ends_with('.') {
            return Some("has a part that some systems cannot hold");
        }
    }
    None
}
