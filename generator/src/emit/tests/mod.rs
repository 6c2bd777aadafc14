//! Tests over whole APIs.
