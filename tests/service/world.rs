//! The built component asks for no more than `wit/world.wit` says, and offers no less.

use std::collections::BTreeSet;
use std::fs;

use wit_parser::decoding::{DecodedWasm, decode};
use wit_parser::{Resolve, WorldId, WorldKey};

use super::support::{root, wasm};

/// What a world imports and exports, under names that compatible versions share.
struct Surface {
    imports: BTreeSet<String>,
    exports: BTreeSet<String>,
}

impl Surface {
    fn of(resolve: &Resolve, world: WorldId) -> Self {
        let name = |key: &WorldKey| match key {
            WorldKey::Name(name) => name.clone(),
            // `wasi:io/error@0.2`: toolchains differ in the patch.
            WorldKey::Interface(id) => resolve.canonicalized_id_of(*id).expect("a name"),
        };
        let world = &resolve.worlds[world];
        Self {
            imports: world.imports.keys().map(name).collect(),
            exports: world.exports.keys().map(name).collect(),
        }
    }

    fn declared() -> Self {
        let mut resolve = Resolve::default();
        let (package, _) = resolve.push_dir(root().join("wit")).expect("wit/ is read");
        let world = resolve.select_world(&[package], Some("service"));
        Self::of(&resolve, world.expect("there is a world"))
    }

    fn built() -> Self {
        let bytes = fs::read(wasm()).expect("the component is read");
        match decode(&bytes).expect("the component is decoded") {
            DecodedWasm::Component(resolve, world) => Self::of(&resolve, world),
            DecodedWasm::WitPackage(..) => panic!("it is no component"),
        }
    }
}

#[test]
fn the_component_imports_only_what_its_world_says() {
    let (declared, built) = (Surface::declared(), Surface::built());
    assert!(
        built
            .imports
            .iter()
            .any(|name| name.starts_with("spin:key-value/"))
    );
    let undeclared: Vec<&String> = built.imports.difference(&declared.imports).collect();
    assert!(undeclared.is_empty(), "wit/world.wit lacks {undeclared:?}");
}

#[test]
fn the_component_exports_what_its_world_says() {
    assert_eq!(Surface::built().exports, Surface::declared().exports);
}

#[test]
fn nothing_asks_for_atomics_or_a_way_out() {
    for surface in [Surface::built(), Surface::declared()] {
        for name in &surface.imports {
            for none in [
                "atomic",
                "cas",
                "batch",
                "wasi:sockets",
                "wasi:filesystem",
                "wasi:http/client",
                "outgoing",
            ] {
                assert!(!name.contains(none), "{name}");
            }
        }
    }
}
