//! Styles whose items stand in unusual places, are broken, or are capped.

use super::{Row, row};

pub fn rows() -> Vec<Row> {
    vec![
        row!(items_two_levels_deep(), "GET", ["", "?page=2", "?page=3", "?page=4"], [1, 3]),
        row!(items_in_groups(), "GET", ["", "?page=2", "?page=3", "?page=4"], [1, 3]),
        row!(
            items_in_edges("{ list }"),
            "POST",
            [
                r#" {"query":"{ list }"}"#,
                r#" {"query":"{ list }","variables":{"after":"c3/+="}}"#,
                r#" {"query":"{ list }","variables":{"after":"c6/+="}}"#,
            ],
            [1, 2]
        ),
        row!(items_in_lists_of_lists(), "GET", ["", "?offset=3", "?offset=6", "?offset=7"], [1, 3]),
        row!(items_absent_at_the_end(), "GET", ["", "?page=2", "?page=3", "?page=4"], [1, 3]),
        row!(items_of_which_some_are_broken(), "GET", ["", "?page=2", "?page=3"], [1, 2]),
        row!(items_broken_and_backwards(), "GET", ["", "?cursor=before%204", "?cursor=before%201"], [1, 2])
            .backwards(),
        // A page with items that is the third is not known to be the last.
        row!(page_with_a_cap(), "GET", ["", "?page=2", "?page=3"], [1, 3]).with_most(6),
    ]
}
