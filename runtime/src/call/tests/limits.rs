//! How much of an answer is read.

use super::{OK, api, api_with};
use crate::{ErrorKind, testing::sample};

#[tokio::test]
async fn headers_are_counted() {
    let names: Vec<String> = (0..120).map(|number| format!("x-{number}")).collect();
    let headers: Vec<_> = names.iter().map(|name| (name.as_str(), "v")).collect();
    for (answered, allowed, fits) in
        [(100, None, true), (101, None, false), (7, Some(7), true), (8, Some(7), false)]
    {
        let api = api_with(
            |t| t.answer_with(200, &headers[..answered], OK),
            |o| allowed.map_or(o.clone(), |most| o.with_max_headers(most)),
        );
        let called = sample::get(&api.client, "7").await;
        assert_eq!(
            called.as_ref().err().map(crate::Error::kind),
            (!fits).then_some(ErrorKind::TooManyHeaders)
        );
        assert_eq!(api.sent(), 1);
    }
}

/// No depth of an answer overflows the stack, wherever it is: in the payload, in place of the code, all over.
#[tokio::test]
async fn json_is_read_to_a_limited_depth() {
    for depth in [200, 1_000_000] {
        let deep = "[".repeat(depth) + &"]".repeat(depth);
        let objects = r#"{"a":"#.repeat(depth) + "1" + &"}".repeat(depth);
        for deep in [deep, objects] {
            let payload = format!(r#"{{"code":0,"data":{deep}}}"#);
            let code = format!(r#"{{"code":{deep},"data":{{"id":7}}}}"#);
            let api = api(|t| [payload, code, deep].into_iter().fold(t, |t, body| t.answer(200, body)));
            let error = sample::get(&api.client, "7").await.unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Decode, "{error}");
            assert!(sample::get(&api.client, "7").await.unwrap_err().is_refusal());
            let error = sample::plain(&api.client).await.unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Decode, "{error}");
        }
    }
}
