//! Styles with a hook.

use specwright_runtime::{Answer, BoxError, Position};

use super::{Row, row};

type Next = Result<Option<Position>, BoxError>;

pub fn rows() -> Vec<Row> {
    vec![
        row!(hook_for_a_parameter() with turned_round, "GET", ["", "?token=03", "?token=06", "?token=07"], [1, 3]),
        row!(hook_for_a_url() with spelled_out, "GET", ["", "?at=3", "?at=6"], [1, 2]),
        row!(
            hook_for_several().from(10).until(40) with next_window,
            "GET",
            ["?from=10&until=40", "?from=40&until=70", "?from=70&until=100", "?from=100&until=130"],
            [1, 3]
        ),
    ]
}

fn data(answer: &Answer) -> Result<Vec<serde_json::Value>, BoxError> {
    let mut body: serde_json::Value = serde_json::from_slice(&answer.body)?;
    Ok(serde_json::from_value(body["data"].take())?)
}

/// The last item's id, turned round.
fn turned_round(answer: &Answer, _position: Option<&Position>) -> Next {
    let data = data(answer)?;
    let id = data.last().map(|item| item["id"].to_string());
    Ok(id.map(|id| Position::text(id.chars().rev().collect::<String>())))
}

/// `slash x question mark at equals 3`
fn spelled_out(answer: &Answer, _position: Option<&Position>) -> Next {
    let body: serde_json::Value = serde_json::from_slice(&answer.body)?;
    let Some(advice) = body["advice"].as_str() else { return Ok(None) };
    let url = advice.replace("slash", "/").replace("question mark", "?").replace("equals", "=");
    Ok(Some(Position::url(url.replace(' ', ""))))
}

/// Behind the window of this page, unless that was empty.
fn next_window(answer: &Answer, position: Option<&Position>) -> Next {
    let from = match position {
        None => 40,
        Some(position) => position.part(1).and_then(Position::as_number).ok_or("no window")?,
    };
    if data(answer)?.is_empty() {
        return Ok(None);
    }
    Ok(Position::several(vec![Some(Position::number(from)), Some(Position::number(from + 30))]))
}
