// What a host's page would load: the banner's tag, the plugin and the element adapter, with the timings of a test.
import "../../widgets/define.js";
export { createElementAdapter } from "../../adapters/element-adapter.js";
export { createCpisPlugin } from "../../src/plugin/create-plugin.js";
