//! Wire names → Rust names, as pure functions.
//!
//! A name is split into words: at characters that no identifier has, between a lower-case letter or digit and a capital,
//! and before the last capital of an acronym that a word follows. An acronym is one word, its plural `s` included:
//! `customerIDs` → `customer_ids`.
//!
//! `None` means that no name can be made (no letter or digit in it, or too long), which the checker reports.

/// Longer names are refused: they become file names.
const MAX_LENGTH: usize = 120;

/// Keywords of every edition, those reserved for later included, in their order.
const KEYWORDS: [&str; 53] = [
    "Self", "_", "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "crate",
    "do", "dyn", "else", "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let",
    "loop", "macro", "match", "mod", "move", "mut", "override", "priv", "pub", "ref", "return", "self",
    "static", "struct", "super", "trait", "true", "try", "type", "typeof", "unsafe", "unsized", "use",
    "virtual", "where", "while", "yield",
];

/// The name of a field, method, argument or module: `userID` → `user_id`, `type` → `type_`.
pub fn snake(wire: &str) -> Option<String> {
    finish(joined(wire, "_", add_lower))
}

/// The name of a type or variant: `userID` → `UserId`.
pub fn upper_camel(wire: &str) -> Option<String> {
    finish(joined(wire, "", add_capitalised))
}

/// The name of a constant: `userID` → `USER_ID`.
pub fn screaming(wire: &str) -> Option<String> {
    finish(joined(wire, "_", add_upper))
}

/// The words of a name as `add` writes them.
fn joined(wire: &str, between: &str, add: fn(&str, &mut String)) -> String {
    let mut name = String::with_capacity(wire.len().min(4 * MAX_LENGTH) + 8);
    words(wire, |word| {
        if !name.is_empty() {
            name.push_str(between);
        }
        add(word, &mut name);
    });
    name
}

/// Whether a text is a keyword of any edition.
pub fn is_keyword(name: &str) -> bool {
    // The longest have eight letters.
    name.len() <= 8 && KEYWORDS.binary_search(&name).is_ok()
}

fn add_lower(word: &str, out: &mut String) {
    if !word.is_ascii() {
        return out.push_str(&word.to_lowercase());
    }
    let start = out.len();
    out.push_str(word);
    if let Some(added) = out.get_mut(start..) {
        added.make_ascii_lowercase();
    }
}

fn add_upper(word: &str, out: &mut String) {
    out.push_str(&word.to_uppercase());
}

fn add_capitalised(word: &str, out: &mut String) {
    let mut characters = word.chars();
    if let Some(first) = characters.next() {
        out.extend(first.to_uppercase());
        add_lower(characters.as_str(), out);
    }
}

/// Mends a leading digit and a keyword; refuses what is no identifier.
fn finish(mut name: String) -> Option<String> {
    if name.starts_with(|first: char| first.is_numeric()) {
        name.insert(0, '_');
    }
    if is_keyword(&name) {
        name.push('_');
    }
    (name.len() <= MAX_LENGTH && is_identifier(&name)).then_some(name)
}

fn is_identifier(name: &str) -> bool {
    if name.is_ascii() {
        return name.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_') && name != "_";
    }
    let starts = |first: char| first == '_' || unicode_ident::is_xid_start(first);
    name.starts_with(starts) && name.chars().skip(1).all(unicode_ident::is_xid_continue)
}

/// Gives the words of a name to a function.
fn words<'w>(wire: &'w str, mut word: impl FnMut(&'w str)) {
    // Cut short before any work is done: the result would be refused anyway.
    let most = 4 * MAX_LENGTH;
    if wire.is_ascii() {
        let bytes = wire.as_bytes();
        return split(&bytes[..bytes.len().min(most)], |from, to| word(&wire[from..to]));
    }
    let (mut places, characters): (Vec<usize>, Vec<char>) = wire.char_indices().take(most).unzip();
    places.push(wire.char_indices().nth(most).map_or(wire.len(), |(at, _)| at));
    split(&characters, |from, to| word(&wire[places[from]..places[to]]));
}

/// Gives where words begin and end to a function.
fn split<C: Copy + Into<char>>(characters: &[C], mut word: impl FnMut(usize, usize)) {
    let mut start = 0;
    for (index, character) in characters.iter().enumerate() {
        let is_part = is_part((*character).into());
        if (!is_part || begins_word(characters, index)) && start < index {
            word(start, index);
            start = index;
        }
        if !is_part {
            start = index + 1;
        }
    }
    if start < characters.len() {
        word(start, characters.len());
    }
}

/// Whether a character can be part of an identifier; `_` divides words.
fn is_part(character: char) -> bool {
    if character.is_ascii() {
        return character.is_ascii_alphanumeric();
    }
    character.is_alphanumeric() && unicode_ident::is_xid_continue(character)
}

/// Whether the character at `index` begins a word although no divider stands before it.
fn begins_word<C: Copy + Into<char>>(characters: &[C], index: usize) -> bool {
    let character = |at: usize| characters.get(at).map(|character| (*character).into());
    if !character(index).is_some_and(char::is_uppercase) {
        return false;
    }
    let Some(before) = index.checked_sub(1).and_then(character).filter(|before| is_part(*before)) else {
        return false;
    };
    if before.is_lowercase() {
        return true;
    }
    if character(index + 1).is_some_and(char::is_lowercase) {
        return !is_plural(before, character(index + 1), character(index + 2));
    }
    // `v2API`: the digit goes with the letters before it, and belongs to a capital only if those are capitals.
    before.is_numeric() && last_letter(&characters[..index]).is_some_and(char::is_lowercase)
}

/// Whether a capital ends an acronym that has a plural `s`, by what stands around it: the `D` of `userIDs`.
fn is_plural(before: char, next: Option<char>, then: Option<char>) -> bool {
    before.is_uppercase() && next == Some('s') && !then.is_some_and(char::is_lowercase)
}

fn last_letter<C: Copy + Into<char>>(characters: &[C]) -> Option<char> {
    characters
        .iter()
        .rev()
        .map(|character| (*character).into())
        .find(|character: &char| !character.is_numeric())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn snake_and_camel() {
        for (wire, snake_name, camel_name) in [
            ("id", "id", "Id"),
            ("userID", "user_id", "UserId"),
            ("userId", "user_id", "UserId"),
            ("user_id", "user_id", "UserId"),
            ("USER_ID", "user_id", "UserId"),
            ("HTTPServer", "http_server", "HttpServer"),
            ("HTTP", "http", "Http"),
            ("getHTTPResponseCode", "get_http_response_code", "GetHttpResponseCode"),
            ("whatsApp_phone", "whats_app_phone", "WhatsAppPhone"),
            ("whatApp_subscribe", "what_app_subscribe", "WhatAppSubscribe"),
            ("tagStr", "tag_str", "TagStr"),
            ("customerIDs", "customer_ids", "CustomerIds"),
            ("URLs", "urls", "Urls"),
            ("IDsOfUsers", "ids_of_users", "IdsOfUsers"),
            ("AppSecret", "app_secret", "AppSecret"),
            ("iOS", "i_os", "IOs"),
            ("aB", "a_b", "AB"),
            ("ABc", "a_bc", "ABc"),
            ("md5_hash", "md5_hash", "Md5Hash"),
            ("md5Hash", "md5_hash", "Md5Hash"),
            ("MD5Hash", "md5_hash", "Md5Hash"),
            ("v2API", "v2_api", "V2Api"),
            ("SHA256", "sha256", "Sha256"),
            ("H264Video", "h264_video", "H264Video"),
            ("SelectField_1", "select_field_1", "SelectField1"),
            ("TextField_21", "text_field_21", "TextField21"),
            ("2fa", "_2fa", "_2fa"),
            ("123", "_123", "_123"),
            ("x-request-id", "x_request_id", "XRequestId"),
            ("X-Request-ID", "x_request_id", "XRequestId"),
            ("customers.tagsData", "customers_tags_data", "CustomersTagsData"),
            ("filter[status]", "filter_status", "FilterStatus"),
            ("__private__", "private", "Private"),
            ("a  b", "a_b", "AB"),
            ("@type", "type_", "Type"),
            ("$ref", "ref_", "Ref"),
            ("naïve", "naïve", "Naïve"),
            ("名前", "名前", "名前"),
            ("Größe", "größe", "Größe"),
            ("10²", "_10", "_10"),
            ("e\u{301}t", "e_t", "ET"),
        ] {
            assert_eq!(snake(wire).as_deref(), Some(snake_name), "{wire}");
            assert_eq!(upper_camel(wire).as_deref(), Some(camel_name), "{wire}");
        }
    }

    #[test]
    fn constants() {
        for (wire, expected) in [
            ("userID", "USER_ID"),
            ("list_customers", "LIST_CUSTOMERS"),
            ("type", "TYPE"),
            ("self", "SELF"),
            ("2fa", "_2FA"),
        ] {
            assert_eq!(screaming(wire).as_deref(), Some(expected), "{wire}");
        }
    }

    #[test]
    fn keywords_get_an_underscore() {
        for keyword in KEYWORDS.into_iter().filter(|keyword| *keyword != "_") {
            let name = snake(keyword).expect("a name");
            assert_eq!(name, format!("{}_", keyword.to_lowercase()), "{keyword}");
            assert!(syn::parse_str::<syn::Ident>(&name).is_ok());
        }
        assert_eq!(upper_camel("self").as_deref(), Some("Self_"));
        assert_eq!(upper_camel("type").as_deref(), Some("Type"));
        // Only keywords in some places: good names.
        for weak in ["union", "auto", "raw", "safe", "default", "macro_rules"] {
            assert_eq!(snake(weak).as_deref(), Some(weak));
        }
    }

    #[test]
    fn every_word_that_the_compiler_reserves_is_known() {
        for word in
            ["abstract", "async", "await", "dyn", "gen", "try", "typeof", "self", "super", "crate", "Self"]
        {
            assert!(is_keyword(word), "{word}");
        }
        assert!(KEYWORDS.is_sorted());
        assert!(
            KEYWORDS
                .iter()
                .all(|keyword| syn::parse_str::<syn::Ident>(keyword).is_err() || *keyword == "gen")
        );
    }

    #[test]
    fn no_name() {
        for wire in ["", "_", "___", "-", "...", "€", "😀", "\u{200d}", " ", "²"] {
            assert_eq!((snake(wire), upper_camel(wire), screaming(wire)), (None, None, None), "{wire:?}");
        }
        assert_eq!(snake(&"a".repeat(121)), None);
        assert_eq!(snake(&"a_".repeat(1 << 20)), None);
        assert!(snake(&"a".repeat(120)).is_some());
    }

    proptest! {
        #[test]
        fn a_name_is_an_identifier(wire in "\\PC{0,40}") {
            for name in [snake(&wire), upper_camel(&wire), screaming(&wire)].into_iter().flatten() {
                prop_assert!(syn::parse_str::<syn::Ident>(&name).is_ok(), "{name}");
            }
        }

        #[test]
        fn a_name_stays_as_it_is(wire in "[a-zA-Z0-9_.\\[\\]-]{0,40}") {
            if let Some(name) = snake(&wire) {
                prop_assert_eq!(snake(&name), Some(name));
            }
        }
    }
}
