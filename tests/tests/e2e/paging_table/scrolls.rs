//! Styles of what the server keeps open.

use super::{Row, row};

pub fn rows() -> Vec<Row> {
    vec![
        row!(
            scroll().word("tea"),
            "POST",
            [
                r#" {"word":"tea"}"#,
                r#" {"scroll_id":"scroll 1/1"}"#,
                r#" {"scroll_id":"scroll 1/1"}"#,
                r#" {"scroll_id":"scroll 1/2"}"#,
                r#"DELETE /clear_scroll {"scroll_id":"scroll 1/2"}"#,
            ],
            [2, 4]
        ),
        // It ends with its last page, and needs no end of the client's.
        row!(session(), "GET", ["", "?session=1%2F3", "?session=1%2F6"], [1, 2]),
    ]
}
