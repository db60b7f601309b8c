import type { Command } from '../host/process';
import type { Home } from '../home';
import type { State } from '../state';

/** What a service may look at when it starts. */
export interface ServiceContext {
  readonly home: Home;
  readonly state: State;
  readonly tools: Tools;
  /** Ports of this service, by the names it asked for. */
  readonly ports: Readonly<Record<string, number>>;
}

/** Where set-up put the software that services run. */
export interface Tools {
  readonly java: string;
  readonly kafkaJars: string;
  readonly weed: string;
  /** Python with the packages of the emulator; there only when somebody asked for it. */
  readonly emulatorPython: string;
  readonly emulatorServer: string;
}

/** One long-running process of the local platform. */
export interface Service {
  /** Name in logs, pid files and `status`. */
  readonly name: string;
  readonly portNames: readonly string[];
  /** Writes configuration and formats storage; safe to repeat. */
  prepare(context: ServiceContext): Promise<void>;
  command(context: ServiceContext): Command;
  /** Undefined when the service answers as its clients need it, else the reason why not yet. */
  unhealthy(context: ServiceContext): Promise<string | undefined>;
}
