//! Styles with the whole URL of the next page, which is asked for as it is.

use super::{Row, row};

pub fn rows() -> Vec<Row> {
    vec![
        row!(
            url_in_body().word("green tea").limit(3),
            "GET",
            [
                "?word=green%20tea&limit=3",
                "?limit=3&word=green+tea&sig=a%2fb&at=3",
                "?limit=3&word=green+tea&sig=a%2fb&at=6",
            ],
            [1, 2]
        ),
        row!(url_relative().word("tea"), "GET", ["?word=tea", "?at=3", "?at=6"], [1, 2]),
        row!(url_typed(), "GET", ["", "?at=3", "?at=6"], [1, 2]),
        row!(url_of_odata(), "GET", ["", "?$skiptoken=3", "?$skiptoken=6"], [1, 2]),
        row!(
            url_in_link().per_page(3),
            "GET",
            ["?per_page=3", "?per_page=3&at=3", "?per_page=3&at=6"],
            [1, 2]
        ),
        row!(url_in_header(), "GET", ["", "?at=3", "?at=6"], [1, 2]),
        row!(
            url_after_a_post("tea"),
            "POST",
            [r#" {"word":"tea"}"#, r#"?at=3 {"word":"tea"}"#, r#"?at=6 {"word":"tea"}"#],
            [1, 2]
        ),
    ]
}
