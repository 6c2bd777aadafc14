//! Styles with a value of the page before. The server's cursors, such as `c3/+=`, are of what must be encoded.

use super::{Row, row};

pub fn rows() -> Vec<Row> {
    let mut rows = opaque();
    rows.extend(of_items());
    rows.extend(elsewhere());
    rows
}

fn opaque() -> Vec<Row> {
    vec![
        row!(cursor_until_null(), "GET", ["", "?cursor=c3%2F%2B%3D", "?cursor=c6%2F%2B%3D"], [1, 2]),
        row!(
            cursor_until_absent(),
            "GET",
            ["?page_size=3", "?page_token=c3%2F%2B%3D&page_size=3", "?page_token=c6%2F%2B%3D&page_size=3"],
            [1, 2]
        ),
        row!(cursor_until_empty(), "GET", ["", "?cursor=c3%2F%2B%3D", "?cursor=c6%2F%2B%3D"], [1, 2]),
        row!(cursor_of_numbers(), "GET", ["", "?after=1003", "?after=1006"], [1, 2]),
        row!(
            cursor_from_a_star(),
            "GET",
            ["?cursorMark=%2A", "?cursorMark=c3%2F%2B%3D", "?cursorMark=c6%2F%2B%3D"],
            [1, 2]
        ),
        row!(cursor_until_minus_one(), "GET", ["", "?cursor=c3%2F%2B%3D", "?cursor=c6%2F%2B%3D"], [1, 2]),
        row!(
            cursor_from_minus_one_until_zero(),
            "GET",
            ["?cursor=-1", "?cursor=1003", "?cursor=1006"],
            [1, 2]
        ),
    ]
}

fn of_items() -> Vec<Row> {
    vec![
        row!(cursor_of_the_last_item(), "GET", ["", "?after_id=30", "?after_id=60", "?after_id=70"], [1, 3]),
        row!(
            cursor_of_the_last_item_while_more(),
            "GET",
            ["?limit=3", "?starting_after=30&limit=3", "?starting_after=60&limit=3"],
            [1, 2]
        ),
        row!(
            cursor_behind_the_last_item(),
            "GET",
            ["?limit=3", "?fromId=31&limit=3", "?fromId=61&limit=3"],
            [1, 3]
        ),
        row!(
            cursor_of_the_last_items_time(),
            "GET",
            [
                "",
                "?since=2026-02-28T23%3A59%3A03Z",
                "?since=2026-02-28T23%3A59%3A06Z",
                "?since=2026-02-28T23%3A59%3A07Z",
            ],
            [1, 3]
        ),
        row!(cursor_backwards(), "GET", ["", "?before=50", "?before=20", "?before=10"], [1, 3]).backwards(),
    ]
}

fn elsewhere() -> Vec<Row> {
    vec![
        row!(cursor_in_header(), "GET", ["", " x-cursor: c3/+=", " x-cursor: c6/+="], [1, 2]),
        row!(cursor_that_is_a_page(), "GET", ["", "?page=2", "?page=3"], [1, 2]),
        row!(
            cursor_out_of_a_url().word("tea"),
            "GET",
            ["?word=tea", "?cursor=c3%2F%2B%3D&word=tea", "?cursor=c6%2F%2B%3D&word=tea"],
            [1, 2]
        ),
        row!(
            cursor_out_of_a_link().word("tea"),
            "GET",
            ["?word=tea", "?page_info=c3%2F%2B%3D", "?page_info=c6%2F%2B%3D"],
            [1, 2]
        ),
        row!(
            cursor_in_form("tea"),
            "POST",
            [" word=tea", " cursor=c3%2F%2B%3D&word=tea", " cursor=c6%2F%2B%3D&word=tea"],
            [1, 2]
        ),
        row!(
            cursor_in_body(),
            "POST",
            [
                r#" {"after":null,"limit":3}"#,
                r#" {"after":"c3/+=","limit":3}"#,
                r#" {"after":"c6/+=","limit":3}"#,
            ],
            [1, 2]
        ),
        row!(
            cursor_deep_in_body(),
            "POST",
            [" {}", r#" {"query":{"page":{"after":"c3/+="}}}"#, r#" {"query":{"page":{"after":"c6/+="}}}"#,],
            [1, 2]
        ),
        row!(cursor_in_path(), "GET", ["/start", "/c3%2F%2B%3D", "/c6%2F%2B%3D"], [1, 2]),
        row!(cursor_of_an_enum(), "GET", ["?letter=a", "?letter=b", "?letter=c"], [3, 3]),
        row!(
            cursor_replaces_the_filter().word("tea").x_filter("green"),
            "GET",
            ["?word=tea x-filter: green", "?scroll_id=c3%2F%2B%3D", "?scroll_id=c6%2F%2B%3D"],
            [1, 2]
        ),
        row!(cursor_with_a_flag(), "GET", ["", "?cursor=c3%2F%2B%3D", "?cursor=c6%2F%2B%3D"], [1, 2]),
        row!(cursor_with_a_cap(), "GET", ["", "?cursor=c3%2F%2B%3D", "?cursor=c6%2F%2B%3D"], [1, 2]),
        row!(
            cursor_until_the_status_changes(),
            "GET",
            ["", "?cursor=c3%2F%2B%3D", "?cursor=c6%2F%2B%3D"],
            [1, 2]
        ),
    ]
}
