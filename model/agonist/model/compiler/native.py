"""The machine that this program runs on, as a host of machine code."""

from __future__ import annotations

import functools

import llvmlite.binding as llvm

llvm.initialize_native_target()
llvm.initialize_native_asmprinter()
llvm.initialize_native_asmparser()

_ENGINES: list[llvm.ExecutionEngine] = []  # code stays in memory as long as its engine


@functools.cache
def target() -> llvm.TargetMachine:
    """The machine that this program runs on."""
    features = llvm.get_host_cpu_features().flatten()
    return llvm.Target.from_default_triple().create_target_machine(
        cpu=llvm.get_host_cpu_name(), features=features, opt=2, reloc="pic", codemodel="jitdefault", jit=True
    )


def optimised(text: str, machine: llvm.TargetMachine) -> llvm.ModuleRef:
    """A module, read and optimised for a machine."""
    module = llvm.parse_assembly(text)
    module.verify()
    module.triple, module.data_layout = machine.triple, str(machine.target_data)
    options = llvm.create_pipeline_tuning_options(speed_level=2)
    options.loop_vectorization = options.slp_vectorization = False
    builder = llvm.create_pass_builder(machine, options)
    builder.getModulePassManager().run(module, builder)
    return module


def name() -> str:
    """What distinguishes this machine from others."""
    return f"{llvm.get_host_cpu_name()} {llvm.get_host_cpu_features().flatten()} {llvm.llvm_version_info}"


def code(text: str) -> bytes:
    """A module as machine code."""
    return bytes(target().emit_object(optimised(text, target())))


def address(code: bytes) -> int:
    """Where the entry lies once the code is in memory; it stays there."""
    engine = llvm.create_mcjit_compiler(llvm.parse_assembly(""), target())
    engine.add_object_file(llvm.ObjectFileRef.from_data(code))
    engine.finalize_object()
    _ENGINES.append(engine)
    return int(engine.get_function_address("entry"))
