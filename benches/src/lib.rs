//! What the benchmarks share: CPU time, medians, a server, a spec of any size.
//!
//! Nothing here asserts a time. The machines that these run on have neighbours, so figures are CPU time, not the
//! clock's, and what is to be compared runs in turns within one run and is quoted as a ratio.

#![forbid(unsafe_code)]

pub mod cpu;
pub mod figures;
pub mod server;
pub mod synthetic;
