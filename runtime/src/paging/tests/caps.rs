//! Listings of which the vendor lets one read so much only.

use super::{Cursor, Kind, Listing, Numbered, Page, STYLE, Server, all, body, listing, read};
use crate::{
    Answer, Cap, ErrorKind, PageStyle, Position, Run,
    paging::{items, pages},
};

macro_rules! capped {
    ($name:ident, $cap:expr) => {
        struct $name;

        impl Kind for $name {
            const STYLE: &'static PageStyle = &PageStyle { cap: Some($cap), ..STYLE };

            fn advance(listing: &Listing<Self>, page: &Page, _answer: &Answer) -> Option<Position> {
                let number = listing.page.unwrap_or(1);
                (!page.items.is_empty()).then(|| Position::number(number + 1))
            }

            fn rest(listing: &Listing<Self>, page: &Page) -> Option<Run> {
                let last = i64::try_from(page.total?.div_ceil(2)).ok()?;
                Some(Run { next: listing.page.unwrap_or(1) + 1, step: 1, last })
            }
        }
    };
}

capped!(SixItems, Cap::Items(6));
capped!(ThreePages, Cap::Pages(3));

/// A listing of so many items, in pages of two, which says that it has `total`.
fn server(items: i64, total: i64) -> Server {
    Server::new(move |at| {
        let page: i64 = at.rsplit_once("page=").map_or(1, |(_, page)| page.parse().unwrap());
        (200, body(((page - 1) * 2..items).take(2), format!(r#","total":{total}"#)))
    })
}

#[tokio::test]
async fn what_is_beyond_the_cap_is_an_error_and_is_not_asked_for() {
    for ahead in [0, 1, 5] {
        let server = server(10, 10);
        let mut stream = items(listing::<SixItems>(&server)).with_fetch_ahead(ahead);
        let (given, error) = read(&mut stream).await;
        let error = error.unwrap();
        assert_eq!((given, error.kind()), ((0..6).collect(), ErrorKind::Capped));
        assert!(error.to_string().contains("lets nobody read beyond 6 items"), "{error}");
        assert!(stream.next().await.is_none());
        assert_eq!(server.log().len(), 3);
        // One that goes on from there is no better.
        let mut rest = items(listing::<SixItems>(&server)).with_checkpoint(stream.checkpoint());
        assert_eq!(rest.try_next().await.unwrap_err().kind(), ErrorKind::Capped);
        assert_eq!(server.log().len(), 3);
    }
}

#[tokio::test]
async fn pages_are_capped_too() {
    let capped = server(10, 10);
    let (given, error) = read(&mut items(listing::<ThreePages>(&capped)).with_fetch_ahead(5)).await;
    assert_eq!((given.len(), error.unwrap().kind(), capped.log().len()), (6, ErrorKind::Capped, 3));

    let capped = server(10, 10);
    let mut stream = pages(listing::<SixItems>(&capped));
    for _ in 0..3 {
        stream.try_next().await.unwrap().unwrap();
    }
    assert_eq!(stream.try_next().await.unwrap_err().kind(), ErrorKind::Capped);
}

#[tokio::test]
async fn a_list_that_ends_before_the_cap_has_no_error() {
    assert_eq!(all(items(listing::<SixItems>(&server(5, 5))).with_fetch_ahead(2)).await.len(), 5);
    // What the user does not want is not missed.
    let stream = items(listing::<SixItems>(&server(10, 10))).with_max_items(6);
    assert_eq!(all(stream).await.len(), 6);
    let stream = items(listing::<ThreePages>(&server(10, 10))).with_max_pages(3);
    assert_eq!(all(stream).await.len(), 6);
}

/// A style with a cap whose pages end by themselves when all was read.
struct Whole;

impl Kind for Whole {
    const STYLE: &'static PageStyle = &PageStyle { cap: Some(Cap::Items(6)), ..STYLE };
}

/// Three pages of two; the last names no other.
fn six(total: &str) -> Server {
    Server::of(&[
        ("/listing", body([0, 1], format!(r#","next":"a"{total}"#))),
        ("/listing?after=a", body([2, 3], format!(r#","next":"b"{total}"#))),
        ("/listing?after=b", body([4, 5], total)),
    ])
}

#[tokio::test]
async fn a_list_that_ends_at_the_cap_has_an_error_only_if_it_says_that_it_is_longer() {
    for (total, is_whole) in [("", true), (r#","total":6"#, true), (r#","total":7"#, false)] {
        let server = six(total);
        let (given, error) = read(&mut items(listing::<Whole>(&server))).await;
        assert_eq!(given.len(), 6);
        assert_eq!(error.map(|error| error.kind()), (!is_whole).then_some(ErrorKind::Capped), "{total}");
        // Without a cap nobody knows whether the total is exact.
        assert_eq!(all(items(listing::<Cursor>(&server))).await.len(), 6);
    }
}

#[tokio::test]
async fn a_style_without_a_cap_has_none() {
    let stream = items(listing::<Numbered>(&server(10, 10)));
    assert_eq!(all(stream).await.len(), 10);
}
