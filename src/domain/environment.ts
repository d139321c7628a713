/** The national environment the gateway talks to. Anything but `production` is named on every screen (H-32). */
export type Environment = "simulator" | "integration" | "production";
