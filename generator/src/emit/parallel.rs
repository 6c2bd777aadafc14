//! Work on several threads, with the results in order.

use std::thread::{self, ScopedJoinHandle};

/// With fewer files than this each, threads cost more than they win: each has memory of its own, which the kernel has to
/// make for it. For 600 files that was a tenth of all CPU time, to be done a hundredth of a second sooner.
const FEWEST: usize = 512;

/// Nested types print recursively, and the default of two mebibytes is little for debug builds.
const STACK: usize = 16 << 20;

/// What a function makes of each thing, in order.
pub(super) fn in_parallel<T: Sync, R: Send>(things: &[T], make: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let threads = thread::available_parallelism().map_or(1, usize::from).min(things.len() / FEWEST);
    if threads < 2 {
        return things.iter().map(make).collect();
    }
    let make = &make;
    let one = |chunk: &[T]| chunk.iter().map(make).collect::<Vec<R>>();
    thread::scope(|scope| {
        let chunks = things.chunks(things.len().div_ceil(threads));
        let running: Vec<Result<ScopedJoinHandle<'_, Vec<R>>, &[T]>> = chunks
            .map(|chunk| {
                let builder = thread::Builder::new().stack_size(STACK);
                builder.spawn_scoped(scope, move || one(chunk)).map_err(|_| chunk)
            })
            .collect();
        running
            .into_iter()
            .flat_map(|started| match started {
                Ok(thread) => thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)),
                // No more threads to be had: then here.
                Err(chunk) => one(chunk),
            })
            .collect()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_are_in_order() {
        for length in [0, 1, FEWEST, 1000] {
            let things: Vec<usize> = (0..length).collect();
            let doubled: Vec<usize> = things.iter().map(|thing| thing * 2).collect();
            assert_eq!(in_parallel(&things, |thing| thing * 2), doubled);
        }
    }
}
