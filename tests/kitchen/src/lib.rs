//! Clients made by this package's own build script.

pub mod awkward {
    //! Names that trip generators.
    include!(concat!(env!("OUT_DIR"), "/awkward.rs"));
}

pub mod kitchen {
    //! A spec that uses the whole language.
    include!(concat!(env!("OUT_DIR"), "/kitchen.rs"));
}

pub mod signatures {
    //! Recipes of published signatures.
    include!(concat!(env!("OUT_DIR"), "/signatures.rs"));
}
