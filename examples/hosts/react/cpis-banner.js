import { createElement, useEffect, useRef } from "./react.js";
import { createHostBridge } from "/embed/cpis-host.js";

/** The banner as a component: `patient` is who is open, null for nobody. `settings` must be the same object every time. */
export function CpisBanner({ patient, settings }) {
  const place = useRef(null);
  const bridge = useRef(null);
  useEffect(() => {
    bridge.current = createHostBridge({ ...settings, place: place.current });
    return () => bridge.current.stop();
  }, [settings]);
  useEffect(() => {
    if (patient === null) bridge.current.close();
    else bridge.current.open(patient);
  }, [patient, settings]);
  return createElement("div", { ref: place });
}
