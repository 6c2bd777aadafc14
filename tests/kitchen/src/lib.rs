//! Clients made by this package's own build script.

pub mod answers {
    //! Answers that are told apart by their status.
    include!(concat!(env!("OUT_DIR"), "/answers.rs"));
}

pub mod auth {
    //! Every place that a credential can stand in, every way to come by a token.
    include!(concat!(env!("OUT_DIR"), "/auth.rs"));
}

pub mod awkward {
    //! Names that trip generators.
    include!(concat!(env!("OUT_DIR"), "/awkward.rs"));
}

pub mod bodies {
    //! Bodies that are no JSON, and answers that are read as they come.
    include!(concat!(env!("OUT_DIR"), "/bodies.rs"));
}

pub mod discovery {
    //! A server that is told by a login.
    include!(concat!(env!("OUT_DIR"), "/discovery.rs"));
}

pub mod faults {
    //! An API on a bad day.
    include!(concat!(env!("OUT_DIR"), "/faults.rs"));
}

pub mod functions {
    //! Every function of signature recipes.
    include!(concat!(env!("OUT_DIR"), "/functions.rs"));
}

pub mod groups {
    //! Endpoints in groups, each of which is compiled alone, too.
    include!(concat!(env!("OUT_DIR"), "/groups.rs"));
}

pub mod kitchen {
    //! A spec that uses the whole language.
    include!(concat!(env!("OUT_DIR"), "/kitchen.rs"));
}

pub mod paging {
    //! Every way in which APIs page.
    include!(concat!(env!("OUT_DIR"), "/paging.rs"));
}

pub mod parameters {
    //! Parameters in every style.
    include!(concat!(env!("OUT_DIR"), "/parameters.rs"));
}

pub mod servers {
    //! Endpoints that are called at other servers than the API's own.
    include!(concat!(env!("OUT_DIR"), "/servers.rs"));
}

pub mod signatures {
    //! Recipes of published signatures.
    include!(concat!(env!("OUT_DIR"), "/signatures.rs"));
}

pub mod unions {
    //! Unions whose variants are told apart by their shapes.
    include!(concat!(env!("OUT_DIR"), "/unions.rs"));
}

pub mod vendors {
    //! Signatures that ask more of the language than most.
    include!(concat!(env!("OUT_DIR"), "/vendors.rs"));
}

pub mod webhooks {
    //! Requests that prove themselves.
    include!(concat!(env!("OUT_DIR"), "/webhooks.rs"));
}
