//! Clients made by this package's own build script.

pub mod kitchen {
    //! The generated module.
    include!(concat!(env!("OUT_DIR"), "/kitchen.rs"));
}
