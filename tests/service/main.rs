//! The built component on the local host, over HTTP.
