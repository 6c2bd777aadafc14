//! Styles that count pages.

use specwright_kitchen::paging::Search;

use super::{Row, row};

pub fn rows() -> Vec<Row> {
    vec![
        row!(page_from_one(), "GET", ["", "?page=2", "?page=3", "?page=4"], [1, 3]),
        row!(
            page_sent_from_the_first(),
            "GET",
            ["?page=1&per_page=3", "?page=2&per_page=3", "?page=3&per_page=3", "?page=4&per_page=3"],
            [1, 3]
        ),
        row!(page_from_zero(), "GET", ["?size=3", "?page=1&size=3", "?page=2&size=3"], [1, 3]),
        row!(
            page_zero_sent(),
            "GET",
            ["?pageNumber=0&pageSize=3", "?pageNumber=1&pageSize=3", "?pageNumber=2&pageSize=3"],
            [1, 2]
        ),
        row!(page_of_pages(), "GET", ["", "?page=2", "?page=3"], [1, 2]),
        row!(page_zero_of_pages(), "GET", ["", "?page=1", "?page=2"], [1, 2]),
        row!(page_until_total(), "GET", ["?limit=3", "?page=2&limit=3", "?page=3&limit=3"], [1, 2]),
        row!(page_while_more(), "GET", ["", "?page=2", "?page=3"], [1, 2]),
        row!(page_of_pages_in_text(), "GET", ["", "?page=2", "?page=3"], [1, 2]),
        row!(page_in_path(), "GET", ["/1", "/2", "/3", "/4"], [1, 3]),
        row!(page_in_header(), "GET", ["", " x-page: 2", " x-page: 3"], [1, 2]),
        row!(
            page_in_form("green tea"),
            "POST",
            [" size=3&word=green+tea", " page=2&size=3&word=green+tea", " page=3&size=3&word=green+tea"],
            [1, 3]
        ),
        row!(
            page_in_body().word("tea"),
            "POST",
            [r#" {"page":1,"word":"tea"}"#, r#" {"page":2,"word":"tea"}"#, r#" {"page":3,"word":"tea"}"#],
            [1, 2]
        ),
        row!(
            page_deep_in_body(),
            "POST",
            [
                r#" {"paging":{"size":3}}"#,
                r#" {"paging":{"page":2,"size":3}}"#,
                r#" {"paging":{"page":3,"size":3}}"#,
            ],
            [1, 3]
        ),
        row!(
            page_in_typed_body(Search::new("tea")),
            "POST",
            [
                r#" {"word":"tea","paging":{"size":3}}"#,
                r#" {"word":"tea","paging":{"page":1,"size":3}}"#,
                r#" {"word":"tea","paging":{"page":2,"size":3}}"#,
            ],
            [1, 3]
        ),
    ]
}
