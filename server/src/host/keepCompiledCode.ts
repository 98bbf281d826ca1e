import { keepCompiledCode } from './compiledCode';

// To be imported before what takes time to compile: imports run before anything that a module does itself.
keepCompiledCode();
