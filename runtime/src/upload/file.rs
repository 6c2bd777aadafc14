//! A file as a stream, read on the threads that tokio has for what blocks.

use std::{fs::File, io::Read as _, path::PathBuf};

use bytes::Bytes;
use futures_util::stream;
use tokio::task::spawn_blocking;

use super::ByteStream;
use crate::BoxError;

/// How much is read at once.
const PIECE: usize = 64 << 10;

enum Place {
    Before(PathBuf),
    In(File),
}

/// The contents of the file, from its beginning.
pub(super) fn read(path: PathBuf) -> ByteStream {
    Box::pin(stream::try_unfold(Place::Before(path), |place| async move {
        spawn_blocking(move || next(place)).await.map_err(BoxError::from)?
    }))
}

fn next(place: Place) -> Result<Option<(Bytes, Place)>, BoxError> {
    let mut file = match place {
        Place::Before(path) => File::open(path)?,
        Place::In(file) => file,
    };
    let mut piece = vec![0; PIECE];
    let read = file.read(&mut piece)?;
    piece.truncate(read);
    Ok((read > 0).then(|| (Bytes::from(piece), Place::In(file))))
}
