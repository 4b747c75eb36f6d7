//! What the component imports beyond WASI, generated from `wit/world.wit`.
#![allow(missing_docs)]

wasmtime::component::bindgen!({
    world: "platform",
    path: "../wit",
    imports: { default: async | store | trappable },
    with: { "spin:key-value/key-value.store": crate::guest::OpenStore },
});
