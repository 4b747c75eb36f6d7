//! A compiled component.

use std::path::Path;
use std::sync::Arc;

use anyhow::Context;
use wasmtime::component::{Component as Wasm, HasSelf, Linker};
use wasmtime::{
    Cache, CacheConfig, CallHook, Config, Engine, InstanceAllocationStrategy,
    PoolingAllocationConfig, Store,
};
use wasmtime_wasi_http::p3::bindings::{Service, ServicePre};

use crate::bindings::Platform;
use crate::guest::{Grants, Guest};

/// Memory the pool clears by hand when an instance ends, not through the kernel.
/// On Linux this made instantiating the smallest component 11 µs instead of 14
/// (and 18 without a pool); more made ending one slower.
const KEEP_RESIDENT: usize = 64 << 10;

/// How to compile a component.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// Count fuel, which slows the component down somewhat.
    pub fuel: bool,
}

/// A compiled component. Load it once and share it: compiling takes seconds
/// unless the compilation cache has it, and clones are cheap.
#[derive(Clone)]
pub struct Component {
    pre: ServicePre<Guest>,
    options: Options,
}

impl Component {
    /// Compiles the component in the file `wasm`.
    pub fn load(wasm: &Path, options: Options) -> anyhow::Result<Self> {
        anyhow::ensure!(
            wasm.is_file(),
            "{} is missing: build the component first",
            wasm.display()
        );
        let engine = engine(options)?;
        let component = Wasm::from_file(&engine, wasm)
            .map_err(anyhow::Error::from)
            .with_context(|| format!("{} is not a component", wasm.display()))?;
        let pre = linker(&engine)?
            .instantiate_pre(&component)
            .and_then(ServicePre::new)
            .map_err(anyhow::Error::from)
            .with_context(|| {
                format!(
                    "{} does not fit a host of wasi:http/handler@0.3",
                    wasm.display()
                )
            })?;
        Ok(Self { pre, options })
    }

    pub(crate) async fn instantiate(
        &self,
        grants: Arc<Grants>,
    ) -> wasmtime::Result<(Store<Guest>, Service)> {
        grants.meter.instances.add(1);
        let mut store = Store::new(self.pre.engine(), Guest::new(grants));
        store.limiter(|guest| &mut guest.memory);
        if self.options.fuel {
            store.set_fuel(u64::MAX)?;
            store.call_hook(|mut store, hook| {
                if let CallHook::ReturningFromWasm = hook {
                    let left = store.get_fuel()?;
                    let guest = store.data_mut();
                    guest.meter().fuel.add(guest.fuel_left - left);
                    guest.fuel_left = left;
                }
                Ok(())
            });
        }
        let service = self.pre.instantiate_async(&mut store).await?;
        Ok((store, service))
    }
}

fn linker(engine: &Engine) -> wasmtime::Result<Linker<Guest>> {
    let mut linker = Linker::new(engine);
    wasmtime_wasi::p2::add_to_linker_async(&mut linker)?;
    wasmtime_wasi::p3::add_to_linker(&mut linker)?;
    wasmtime_wasi_http::p3::add_to_linker(&mut linker)?;
    Platform::add_to_linker::<_, HasSelf<Guest>>(&mut linker, |guest| guest)?;
    Ok(linker)
}

fn engine(options: Options) -> wasmtime::Result<Engine> {
    let mut config = Config::new();
    config.wasm_component_model_async(true);
    config.consume_fuel(options.fuel);
    // Only a restart is slower without the cache, so where it cannot be (say,
    // no home folder) the host does without.
    config.cache(Cache::new(CacheConfig::new()).ok());
    let mut pool = PoolingAllocationConfig::default();
    pool.linear_memory_keep_resident(KEEP_RESIDENT);
    config.allocation_strategy(InstanceAllocationStrategy::Pooling(pool));
    Engine::new(&config).or_else(|_| {
        // The pool reserves terabytes of addresses, which some machines refuse.
        config.allocation_strategy(InstanceAllocationStrategy::OnDemand);
        Engine::new(&config)
    })
}
