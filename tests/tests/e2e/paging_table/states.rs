//! Styles of several values at once.

use super::{Row, row};

pub fn rows() -> Vec<Row> {
    vec![
        row!(
            state_of_two_tokens(),
            "GET",
            ["", "?nextToken=c3%2F%2B%3D&nextVersion=v3", "?nextToken=c6%2F%2B%3D"],
            [1, 2]
        ),
        row!(
            state_while_truncated(),
            "GET",
            ["", "?startName=Zo%C3%AB%20%26%208&startId=31", "?startName=Zo%C3%AB%20%26%206&startId=61"],
            [1, 2]
        ),
        row!(
            state_of_cursor_and_count(),
            "GET",
            ["?page=1", "?cursor=c3%2F%2B%3D&page=2", "?cursor=c6%2F%2B%3D&page=3"],
            [1, 2]
        ),
        row!(
            state_in_body(),
            "POST",
            [
                r#" {"size":3}"#,
                r#" {"size":3,"after":{"sort":"Zoë & 8","id":30}}"#,
                r#" {"size":3,"after":{"sort":"Zoë & 6","id":60}}"#,
            ],
            [1, 3]
        ),
    ]
}
