//! Uploads without a transport.

use futures_util::stream;

use super::*;
use crate::upload::request_body::RequestBody;

fn body(pieces: Vec<Piece>) -> (RequestBody, Option<u64>) {
    let stream = RequestStream::new(&pieces.into());
    let length = stream.length();
    (RequestBody::Stream(stream), length)
}

fn once(pieces: &[&'static str]) -> Upload {
    let pieces: Vec<_> = pieces.iter().map(|piece| Ok::<_, BoxError>(*piece)).collect();
    Upload::stream(stream::iter(pieces))
}

#[tokio::test]
async fn a_multipart_body_is_what_the_rfc_says() {
    let mut form = Multipart::new().unwrap();
    form.text("note", None, "a\r\nb");
    form.json("meta", None, &[1, 2]).unwrap();
    let file = Upload::from("PNG").with_name("a\"b\r\n.png").with_content_type("image/png");
    form.file("file", Some("image/*"), &file).unwrap();
    form.file("more", Some("text/csv"), &once(&["x,", "", "y"])).unwrap();
    let (kind, pieces) = form.finish();
    let boundary = kind.strip_prefix("multipart/form-data; boundary=").unwrap().to_owned();
    let (body, length) = body(pieces);
    assert_eq!(length, None);
    let text = String::from_utf8(body.read().await.unwrap().to_vec()).unwrap();
    let expected = "--B\r\nContent-Disposition: form-data; name=\"note\"\r\n\r\na\r\nb\r\n\
         --B\r\nContent-Disposition: form-data; name=\"meta\"\r\nContent-Type: application/json\r\n\r\n[1,2]\r\n\
         --B\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a%22b%0D%0A.png\"\r\nContent-Type: image/png\r\n\r\nPNG\r\n\
         --B\r\nContent-Disposition: form-data; name=\"more\"; filename=\"more\"\r\nContent-Type: text/csv\r\n\r\nx,y\r\n\
         --B--\r\n";
    assert_eq!(text.replace(&boundary, "B"), expected);
}

#[test]
fn a_content_type_cannot_add_a_header() {
    let file = Upload::from("x").with_content_type("a/b\r\nX-Evil: 1");
    let error = Multipart::new().unwrap().file("file", None, &file).unwrap_err();
    assert!(error.is_invalid(), "{error}");
}

#[tokio::test]
async fn a_stream_is_taken_when_it_is_read_and_not_before() {
    let upload = once(&["ab", "c"]).with_length(3);
    let pieces = || vec![Piece::Contents(upload.contents().clone())];
    let (unread, length) = body(pieces());
    assert_eq!((length, upload.contents().is_spent()), (Some(3), false));
    drop(unread);
    assert!(!upload.contents().is_spent());
    assert_eq!(body(pieces()).0.read().await.unwrap(), "abc");
    assert!(upload.contents().is_spent());
    assert!(body(pieces()).0.read().await.is_err());
}

#[tokio::test]
async fn what_can_be_made_again_is() {
    let upload = Upload::stream_again(|| stream::iter([Ok::<_, BoxError>("x")]));
    for _ in 0..2 {
        let (body, _) = body(vec![Piece::Contents(upload.contents().clone())]);
        assert_eq!(body.read().await.unwrap(), "x");
    }
}

#[tokio::test]
async fn a_file_is_read_in_pieces() {
    let path = std::env::temp_dir().join(format!("specwright-upload-{}", std::process::id()));
    let contents: Vec<u8> = (0..200_000_u32).map(|at| u8::try_from(at % 251).unwrap()).collect();
    std::fs::write(&path, &contents).unwrap();
    let upload = Upload::file(&path).unwrap();
    assert_eq!((upload.length(), upload.name()), (Some(200_000), path.file_name().and_then(|n| n.to_str())));
    let read = body(vec![Piece::Contents(upload.contents().clone())]).0.read().await.unwrap();
    std::fs::remove_file(&path).unwrap();
    assert!(read == contents);
    assert!(body(vec![Piece::Contents(upload.contents().clone())]).0.read().await.is_err());
    assert!(Upload::file(&path).is_err());
}

#[test]
fn debug_shows_no_contents() {
    let shown = format!("{:?} {:?}", Upload::from("MARK").with_name("MARK"), once(&["MARK"]));
    assert!(!shown.contains("MARK"), "{shown}");
}
