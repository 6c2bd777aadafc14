//! What a call sends that is no JSON: a file, bytes, a stream; alone as a body, or as a part of a multipart body.
//!
//! What is in memory, or can be made again, is sent again like any other body. A stream that can be read once is sent
//! once: after its first byte was read the call fails instead of being sent again, and its error says why.

mod file;
mod multipart;
mod request_body;

pub use multipart::Multipart;
pub use request_body::{RequestBody, RequestStream};

pub(crate) use request_body::Piece;

use std::{
    fmt, io,
    path::PathBuf,
    pin::Pin,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    task::{Context, Poll},
};

use bytes::Bytes;
use futures_core::Stream;
use futures_util::TryStreamExt;

use crate::BoxError;

/// A stream of bytes.
pub type ByteStream = Pin<Box<dyn Stream<Item = Result<Bytes, BoxError>> + Send>>;

/// Contents to be sent, with a name and a content type if need be.
///
/// Anything that is bytes becomes one: `Vec<u8>`, `&[u8]`, `String`, `&str`, [`Bytes`].
///
/// ```
/// use specwright_runtime::Upload;
///
/// let note = Upload::from("hello").with_name("hello.txt").with_content_type("text/plain");
/// assert_eq!((note.name(), note.length()), (Some("hello.txt"), Some(5)));
/// ```
#[derive(Clone)]
pub struct Upload {
    name: Option<String>,
    content_type: Option<String>,
    contents: Contents,
}

#[derive(Clone)]
pub(crate) enum Contents {
    Bytes(Bytes),
    Once(Arc<Mutex<Option<ByteStream>>>, Option<u64>),
    Again(Arc<dyn Fn() -> ByteStream + Send + Sync>, Option<u64>),
}

impl Upload {
    /// Bytes in memory.
    pub fn bytes(bytes: impl Into<Bytes>) -> Self {
        Self::of(Contents::Bytes(bytes.into()))
    }

    /// A stream, which can be read once. The call is sent again only if nothing of the stream was read.
    pub fn stream<S, B, E>(stream: S) -> Self
    where
        S: Stream<Item = Result<B, E>> + Send + 'static,
        B: Into<Bytes> + 'static,
        E: Into<BoxError> + 'static,
    {
        Self::of(Contents::Once(Arc::new(Mutex::new(Some(boxed(stream)))), None))
    }

    /// A stream that is made anew for every attempt.
    pub fn stream_again<F, S, B, E>(make: F) -> Self
    where
        F: Fn() -> S + Send + Sync + 'static,
        S: Stream<Item = Result<B, E>> + Send + 'static,
        B: Into<Bytes> + 'static,
        E: Into<BoxError> + 'static,
    {
        Self::of(Contents::Again(Arc::new(move || boxed(make())), None))
    }

    /// A file, read piece by piece while it is sent, from its beginning for every attempt. It has the name and the length
    /// of the file.
    pub fn file(path: impl Into<PathBuf>) -> io::Result<Self> {
        let path = path.into();
        let length = std::fs::metadata(&path)?.len();
        let name = path.file_name().and_then(|name| name.to_str()).map(str::to_owned);
        let make = move || file::read(path.clone());
        Ok(Self { name, ..Self::of(Contents::Again(Arc::new(make), Some(length))) })
    }

    fn of(contents: Contents) -> Self {
        Self { name: None, content_type: None, contents }
    }

    /// The file name that is sent with it.
    #[must_use]
    pub fn with_name(mut self, name: impl Into<String>) -> Self {
        self.name = Some(name.into());
        self
    }

    /// The content type that is sent with it, instead of the one that the spec has.
    #[must_use]
    pub fn with_content_type(mut self, content_type: impl Into<String>) -> Self {
        self.content_type = Some(content_type.into());
        self
    }

    /// How many bytes a stream has. A body whose length is not known is sent in chunks, which not every server takes.
    #[must_use]
    pub fn with_length(mut self, bytes: u64) -> Self {
        match &mut self.contents {
            Contents::Bytes(_) => {}
            Contents::Once(_, length) | Contents::Again(_, length) => *length = Some(bytes),
        }
        self
    }

    /// The file name.
    pub fn name(&self) -> Option<&str> {
        self.name.as_deref()
    }

    /// The content type.
    pub fn content_type(&self) -> Option<&str> {
        self.content_type.as_deref()
    }

    /// How many bytes it has, if that is known.
    pub fn length(&self) -> Option<u64> {
        self.contents.length()
    }

    pub(crate) fn contents(&self) -> &Contents {
        &self.contents
    }
}

impl Contents {
    pub(crate) fn length(&self) -> Option<u64> {
        match self {
            Self::Bytes(bytes) => Some(bytes.len() as u64),
            Self::Once(_, length) | Self::Again(_, length) => *length,
        }
    }

    /// Whether it was a stream that is used up.
    pub(crate) fn is_spent(&self) -> bool {
        matches!(self, Self::Once(stream, _) if lock(stream).is_none())
    }
}

/// A stream that takes the contents when it is first read: what was never read can be sent another time.
pub(crate) struct Reader {
    contents: Contents,
    open: Option<ByteStream>,
    ended: bool,
}

impl Reader {
    pub(crate) fn new(contents: Contents) -> Self {
        Self { contents, open: None, ended: false }
    }

    pub(crate) fn poll_next(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<Bytes, BoxError>>> {
        if self.ended {
            return Poll::Ready(None);
        }
        if let Contents::Bytes(bytes) = &self.contents {
            self.ended = true;
            return Poll::Ready((!bytes.is_empty()).then(|| Ok(bytes.clone())));
        }
        if self.open.is_none() {
            self.open = match &self.contents {
                Contents::Bytes(_) => None,
                Contents::Once(stream, _) => lock(stream).take(),
                Contents::Again(make, _) => Some(make()),
            };
        }
        match &mut self.open {
            Some(stream) => stream.as_mut().poll_next(cx),
            None => {
                self.ended = true;
                Poll::Ready(Some(Err("the stream was read already".into())))
            }
        }
    }
}

fn boxed<S, B, E>(stream: S) -> ByteStream
where
    S: Stream<Item = Result<B, E>> + Send + 'static,
    B: Into<Bytes> + 'static,
    E: Into<BoxError> + 'static,
{
    Box::pin(stream.map_ok(Into::into).map_err(Into::into))
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

macro_rules! from_bytes {
    ($($of:ty => |$value:ident| $bytes:expr),* $(,)?) => {
        $(impl From<$of> for Upload {
            fn from($value: $of) -> Self {
                Self::bytes($bytes)
            }
        })*
    };
}

from_bytes! {
    Bytes => |bytes| bytes,
    Vec<u8> => |bytes| bytes,
    String => |text| text,
    &str => |text| Bytes::copy_from_slice(text.as_bytes()),
    &[u8] => |bytes| Bytes::copy_from_slice(bytes),
}

impl<const N: usize> From<&[u8; N]> for Upload {
    fn from(bytes: &[u8; N]) -> Self {
        Self::from(&bytes[..])
    }
}

impl<const N: usize> From<[u8; N]> for Upload {
    fn from(bytes: [u8; N]) -> Self {
        Self::from(&bytes[..])
    }
}

/// Neither name nor contents.
impl fmt::Debug for Upload {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = match &self.contents {
            Contents::Bytes(_) => "bytes",
            Contents::Once(..) => "a stream",
            Contents::Again(..) => "a stream that can be made again",
        };
        f.debug_struct("Upload")
            .field("contents", &format_args!("{kind}"))
            .field("length", &self.length())
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
