//! The user's own way from a page to the next one.

use super::Position;
use crate::{Answer, BoxError, ErrorKind, error::Error};

/// Says where the page after an answer is, for an API whose paging no style describes.
///
/// A function of an answer and a position is one, too:
///
/// ```
/// use specwright_runtime::{Answer, BoxError, NextPage, Position};
///
/// fn next_page(answer: &Answer, _position: Option<&Position>) -> Result<Option<Position>, BoxError> {
///     // The body's last four characters; the last page has none.
///     let text = std::str::from_utf8(&answer.body)?;
///     Ok(Position::non_empty(text.rsplit_once('#').map(|(_, next)| next)))
/// }
///
/// let page = Answer::new(200, "items#0017");
/// assert_eq!(next_page.next(&page, None).unwrap(), Some(Position::text("0017")));
/// ```
pub trait NextPage: Send + Sync + 'static {
    /// The position of the page after this one; `None` when it was the last. `position` is where the page was; `None`
    /// for the first.
    fn next(&self, answer: &Answer, position: Option<&Position>) -> Result<Option<Position>, BoxError>;
}

impl<F> NextPage for F
where
    F: Fn(&Answer, Option<&Position>) -> Result<Option<Position>, BoxError> + Send + Sync + 'static,
{
    fn next(&self, answer: &Answer, position: Option<&Position>) -> Result<Option<Position>, BoxError> {
        self(answer, position)
    }
}

/// Asks the hook; its error becomes the stream's.
pub(super) fn ask(
    hook: &dyn NextPage,
    answer: &Answer,
    position: Option<&Position>,
) -> Result<Option<Position>, Error> {
    hook.next(answer, position).map_err(|error| {
        let text = "the hook for the next page cannot say where it is";
        Error::new(ErrorKind::NextPage, text).with_answer(answer.status, &answer.body).with_source(error)
    })
}
