//! [`needs!`](crate::needs): one clear error where a feature is off that a generated client needs.

/// Fails to compile unless the named features of this crate are on. The first item of a client that a build script
/// generates: what else is missing then would be said in as many errors as the client has dates or digests.
#[macro_export]
macro_rules! needs {
    ($($feature:ident),* $(,)?) => { $($crate::__needs_one!($feature);)* };
}

/// One feature.
#[doc(hidden)]
#[macro_export]
macro_rules! __needs_one {
    (asymmetric) => {
        $crate::__needs_asymmetric!();
    };
    (chrono) => {
        $crate::__needs_chrono!();
    };
    (decimal) => {
        $crate::__needs_decimal!();
    };
    (md5) => {
        $crate::__needs_md5!();
    };
    (sha1) => {
        $crate::__needs_sha1!();
    };
    (sha2) => {
        $crate::__needs_sha2!();
    };
    (uuid) => {
        $crate::__needs_uuid!();
    };
    ($other:ident) => {
        ::core::compile_error!(concat!(
            "this client was generated for another version of specwright-runtime, which has the feature `",
            stringify!($other),
            "`"
        ));
    };
}

/// The two forms of a feature's macro. (A macro that a macro exports cannot be named by a path, so they stand below in
/// full.)
#[doc(hidden)]
#[macro_export]
macro_rules! __feature_is_off {
    ($feature:literal) => {
        ::core::compile_error!(concat!(
            "this client needs the feature `",
            $feature,
            "` of specwright-runtime: add it in Cargo.toml, as in `specwright-runtime = { version = \"…\", features = [\"",
            $feature,
            "\"] }`"
        ));
    };
}

#[cfg(feature = "asymmetric")]
#[doc(hidden)]
#[macro_export]
macro_rules! __needs_asymmetric {
    () => {};
}

#[cfg(not(feature = "asymmetric"))]
#[doc(hidden)]
#[macro_export]
macro_rules! __needs_asymmetric {
    () => {
        $crate::__feature_is_off!("asymmetric");
    };
}

#[cfg(feature = "chrono")]
#[doc(hidden)]
#[macro_export]
macro_rules! __needs_chrono {
    () => {};
}

#[cfg(not(feature = "chrono"))]
#[doc(hidden)]
#[macro_export]
macro_rules! __needs_chrono {
    () => {
        $crate::__feature_is_off!("chrono");
    };
}

#[cfg(feature = "decimal")]
#[doc(hidden)]
#[macro_export]
macro_rules! __needs_decimal {
    () => {};
}

#[cfg(not(feature = "decimal"))]
#[doc(hidden)]
#[macro_export]
macro_rules! __needs_decimal {
    () => {
        $crate::__feature_is_off!("decimal");
    };
}

#[cfg(feature = "md5")]
#[doc(hidden)]
#[macro_export]
macro_rules! __needs_md5 {
    () => {};
}

#[cfg(not(feature = "md5"))]
#[doc(hidden)]
#[macro_export]
macro_rules! __needs_md5 {
    () => {
        $crate::__feature_is_off!("md5");
    };
}

#[cfg(feature = "sha1")]
#[doc(hidden)]
#[macro_export]
macro_rules! __needs_sha1 {
    () => {};
}

#[cfg(not(feature = "sha1"))]
#[doc(hidden)]
#[macro_export]
macro_rules! __needs_sha1 {
    () => {
        $crate::__feature_is_off!("sha1");
    };
}

#[cfg(feature = "sha2")]
#[doc(hidden)]
#[macro_export]
macro_rules! __needs_sha2 {
    () => {};
}

#[cfg(not(feature = "sha2"))]
#[doc(hidden)]
#[macro_export]
macro_rules! __needs_sha2 {
    () => {
        $crate::__feature_is_off!("sha2");
    };
}

#[cfg(feature = "uuid")]
#[doc(hidden)]
#[macro_export]
macro_rules! __needs_uuid {
    () => {};
}

#[cfg(not(feature = "uuid"))]
#[doc(hidden)]
#[macro_export]
macro_rules! __needs_uuid {
    () => {
        $crate::__feature_is_off!("uuid");
    };
}
