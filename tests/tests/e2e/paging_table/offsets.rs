//! Styles that count items.

use specwright_kitchen::paging::Window;

use super::{Row, row};

pub fn rows() -> Vec<Row> {
    vec![
        row!(offset_until_total(), "GET", ["?limit=3", "?offset=3&limit=3", "?offset=6&limit=3"], [1, 2]),
        row!(offset_until_short_page(), "GET", ["?take=3", "?skip=3&take=3", "?skip=6&take=3"], [1, 3]),
        // The server gives two, three, two items.
        row!(offset_until_empty_page(), "GET", ["", "?from=2", "?from=5", "?from=7"], [1, 4]),
        row!(
            offset_from_one(),
            "GET",
            ["?startIndex=1&count=3", "?startIndex=4&count=3", "?startIndex=7&count=3"],
            [1, 2]
        ),
        row!(offset_total_in_header(), "GET", ["", "?offset=3", "?offset=6"], [1, 2]),
        row!(offset_in_form(), "POST", ["", " offset=3", " offset=6"], [1, 2]),
        row!(
            offset_in_body(Window::new(0)),
            "POST",
            [
                r#" {"page":{"start":0,"length":3}}"#,
                r#" {"page":{"start":3,"length":3}}"#,
                r#" {"page":{"start":6,"length":3}}"#,
            ],
            [1, 2]
        ),
        row!(offset_in_header(), "GET", ["", " x-offset: 3", " x-offset: 6"], [1, 2]),
    ]
}
