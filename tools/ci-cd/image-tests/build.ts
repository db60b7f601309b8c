import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  DockerfileParser,
  type Copy,
  type From,
  type Instruction,
  type JSONInstruction,
  type Property,
} from 'dockerfile-ast';
import { copy, newStage, onDisk, run, type Stage } from './stage';

/** Only what Debian brings is not done here: the machine must have it. By package, the program that shows it. */
const DEBIAN: Readonly<Record<string, string>> = {
  'openjdk-17-jre-headless': 'java',
  maven: 'mvn',
  procps: 'ps',
  python3: 'python3',
};
const DONE_BY_DEBIAN = /^apt-get update /;

/** Carries Dockerfiles out, step by step, in folders: what a machine without a container engine can show of them. */
export class ImageBuilder {
  private readonly folder = mkdtempSync(join(tmpdir(), 'images-'));
  private count = 0;

  /** @param context What Docker would be sent. */
  constructor(
    private readonly workspace: string,
    private readonly context: string,
  ) {}

  /** @returns The last stage. @throws Error of the first instruction that fails, with all that it printed. */
  build(name: string): Stage {
    const file = readFileSync(join(this.workspace, 'docker', `${name}.Dockerfile`), 'utf8');
    const stages = new Map<string, Stage>();
    let stage: Stage | undefined;
    for (const instruction of DockerfileParser.parse(file).getInstructions()) {
      if (instruction.getKeyword() === 'FROM') {
        stage = newStage(join(this.folder, String((this.count += 1))));
        mkdirSync(stage.root);
        stages.set((instruction as From).getBuildStage() ?? 'last', stage);
      }
      if (stage) this.apply(instruction, stage, stages);
    }
    if (!stage) throw new Error(`${name}: no FROM`);
    return stage;
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
    rmSync(this.context, { recursive: true, force: true });
  }

  private apply(instruction: Instruction, stage: Stage, stages: ReadonlyMap<string, Stage>): void {
    const keyword = instruction.getKeyword();
    const text = instruction.getArgumentsContent() ?? '';
    stage.history += `${keyword} ${text}\n`;
    switch (keyword) {
      case 'WORKDIR':
        stage.workdir = text;
        mkdirSync(onDisk(stage, '.'), { recursive: true });
        return;
      case 'ENV':
        for (const property of (instruction as unknown as { getProperties(): Property[] }).getProperties())
          stage.env[property.getName()] = (property.getValue() ?? '').replace(
            '$PATH',
            process.env['PATH'] ?? '',
          );
        return;
      case 'COPY':
        return this.copy(instruction as Copy, stage, stages);
      case 'RUN':
        return this.run(text, stage);
      case 'USER':
        stage.user = text;
        return;
      case 'ENTRYPOINT':
        stage.entrypoint = words(instruction);
        return;
      case 'CMD':
        stage.cmd = words(instruction);
        return;
      case 'HEALTHCHECK':
        stage.health = text === 'NONE' ? ['NONE'] : (JSON.parse(text.slice(text.indexOf('['))) as string[]);
        return;
      case 'FROM':
      case 'ARG':
      case 'EXPOSE':
        return;
      default:
        throw new Error(`${keyword}: no step of this test knows it`);
    }
  }

  private copy(instruction: Copy, stage: Stage, stages: ReadonlyMap<string, Stage>): void {
    const paths = instruction.getArguments().map((argument) => argument.getValue());
    const from = instruction
      .getFlags()
      .find((flag) => flag.getName() === 'from')
      ?.getValue();
    const source = from ? stages.get(from)?.root : this.context;
    if (!source) throw new Error(`COPY --from=${from}: no such stage`);
    copy(source, stage, paths.slice(0, -1), paths.at(-1) ?? '');
  }

  /** A step that another image has done on the same steps is taken over, as Docker takes a layer over. */
  private run(script: string, stage: Stage): void {
    if (DONE_BY_DEBIAN.test(script)) return requireFromDebian(script);
    const layer = join(this.folder, createHash('sha256').update(stage.history).digest('hex'));
    if (existsSync(layer)) {
      execFileSync('cp', ['-a', `${layer}/.`, stage.root]);
      return;
    }
    run(stage, script);
    execFileSync('cp', ['-a', stage.root, layer]);
  }
}

const words = (instruction: Instruction): string[] =>
  (instruction as JSONInstruction).getJSONStrings().map((word) => word.getJSONValue());

function requireFromDebian(script: string): void {
  const packages = Object.keys(DEBIAN).filter((name) => new RegExp(`\\s${name}\\s`).test(script));
  if (packages.length === 0) throw new Error(`RUN ${script}: installs nothing that this test knows`);
  for (const name of packages) {
    const { error } = spawnSync(DEBIAN[name] as string, ['--version']);
    if (error) throw new Error(`${name}: this machine has no ${DEBIAN[name]}`);
  }
}
