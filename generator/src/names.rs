//! Wire names → Rust names, as pure functions.
//!
//! A name is split into words: at characters that no identifier has, between a lower-case letter or digit and a capital,
//! and before the last capital of an acronym that a word follows. An acronym is one word, its plural `s` included:
//! `customerIDs` → `customer_ids`.
//!
//! `None` means that no name can be made (no letter or digit in it, or too long), which the checker reports.

/// Longer names are refused: they become file names.
const MAX_LENGTH: usize = 120;

/// Keywords of every edition, those reserved for later included.
const KEYWORDS: [&str; 53] = [
    "Self", "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "crate", "do",
    "dyn", "else", "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let", "loop",
    "macro", "match", "mod", "move", "mut", "override", "priv", "pub", "ref", "return", "self", "static",
    "struct", "super", "trait", "true", "try", "type", "typeof", "unsafe", "unsized", "use", "virtual",
    "where", "while", "yield", "_",
];

/// The name of a field, method, argument or module: `userID` → `user_id`, `type` → `type_`.
pub fn snake(wire: &str) -> Option<String> {
    let lower: Vec<String> = words(wire).iter().map(|word| word.to_lowercase()).collect();
    finish(lower.join("_"))
}

/// The name of a type or variant: `userID` → `UserId`.
pub fn upper_camel(wire: &str) -> Option<String> {
    finish(words(wire).iter().map(|word| capitalised(word)).collect())
}

/// The name of a constant: `userID` → `USER_ID`.
pub fn screaming(wire: &str) -> Option<String> {
    let upper: Vec<String> = words(wire).iter().map(|word| word.to_uppercase()).collect();
    finish(upper.join("_"))
}

/// Whether a text is a keyword of any edition.
pub fn is_keyword(name: &str) -> bool {
    KEYWORDS.contains(&name)
}

fn capitalised(word: &str) -> String {
    let mut characters = word.chars();
    characters.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(characters.as_str().to_lowercase().chars()).collect()
    })
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

fn words(wire: &str) -> Vec<String> {
    // Cut short before any work is done: the result would be refused anyway.
    let characters: Vec<char> = wire.chars().take(4 * MAX_LENGTH).collect();
    let mut words = Vec::new();
    let mut word = String::new();
    for (index, character) in characters.iter().enumerate() {
        if !is_part(*character) {
            words.push(std::mem::take(&mut word));
            continue;
        }
        if begins_word(&characters, index) {
            words.push(std::mem::take(&mut word));
        }
        word.push(*character);
    }
    words.push(word);
    words.retain(|word| !word.is_empty());
    words
}

/// Whether a character can be part of an identifier; `_` divides words.
fn is_part(character: char) -> bool {
    character.is_alphanumeric() && unicode_ident::is_xid_continue(character)
}

/// Whether the character at `index` begins a word although no divider stands before it.
fn begins_word(characters: &[char], index: usize) -> bool {
    let Some(before) = index.checked_sub(1).map(|before| characters[before]) else { return false };
    if !characters[index].is_uppercase() || !is_part(before) {
        return false;
    }
    if before.is_lowercase() {
        return true;
    }
    let after = characters.get(index + 1).copied();
    if after.is_some_and(char::is_lowercase) {
        return !is_plural(characters, index);
    }
    // `v2API`: the digit goes with the letters before it, and belongs to a capital only if those are capitals.
    before.is_numeric() && last_letter_before(characters, index).is_some_and(char::is_lowercase)
}

/// Whether the capital at `index` ends an acronym that has a plural `s`: the `D` of `userIDs`.
fn is_plural(characters: &[char], index: usize) -> bool {
    let is_word = |at: usize| characters.get(at).is_some_and(|character| character.is_lowercase());
    characters[index - 1].is_uppercase() && characters[index + 1] == 's' && !is_word(index + 2)
}

fn last_letter_before(characters: &[char], index: usize) -> Option<char> {
    characters[..index].iter().rev().copied().find(|character| !character.is_numeric())
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
