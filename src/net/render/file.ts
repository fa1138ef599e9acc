import type { NetObject } from '../object/types.js';
import type { Wish } from '../plan/wish.js';

/** What persistent network configuration can be written for. */
export const renderers = ['ifupdown', 'networkd', 'netplan'] as const;
export type Renderer = (typeof renderers)[number];

/** Plain data for a template. */
export type TemplateData =
  | string
  | number
  | boolean
  | readonly TemplateData[]
  | { readonly [name: string]: TemplateData };

/** A file of configuration, its text still to be made by a template. */
export interface TextFile {
  readonly kind: 'text';
  readonly path: string;
  readonly mode: number;
  /** What the file is about, for its header. */
  readonly id: string;
  /** Needed by every owner of this kind of file, and the last one's to remove. */
  readonly shared: boolean;
  /** Name below `templates/`. */
  readonly template: string;
  readonly variables: Readonly<Record<string, TemplateData>>;
}

/** A symbolic link that enables a unit. */
export interface LinkFile {
  readonly kind: 'link';
  readonly path: string;
  readonly target: string;
}

export type ConfigFile = TextFile | LinkFile;

/** A `.network` file of others, without its folder. */
export interface NetworkFile {
  readonly file: string;
  /** It configures the one device only, so that an addition to it is for that device. */
  readonly exclusive: boolean;
  /** It comes with the device, which another owner's files make: a membership is an addition to it. */
  readonly made: boolean;
}

/** What the wanted files depend on besides the document. */
export interface RenderHost {
  /** Version of systemd-networkd; 0 when there is none. */
  readonly networkd: number;
  /** Whether systemd starts the host's services. */
  readonly systemd: boolean;
  /** The file of others that networkd takes for a device. */
  readonly networkFiles: ReadonlyMap<string, NetworkFile>;
  /**
   * Devices that others' files of netplan define before it reads ours: it refuses to start with a file that names one it
   * does not know yet.
   */
  readonly netplanNames: ReadonlySet<string>;
  /** Devices to which files of netplan that are not ours give addresses. */
  readonly netplanAddressed: ReadonlySet<string>;
  /** Bonds that are there: a member of one that the document does not make joins it in another way than a bridge. */
  readonly bonds: ReadonlySet<string>;
}

/** Commands that stand for everything that a device needs besides its link and addresses. */
export interface Hook {
  readonly dev: string;
  readonly up: string;
  readonly down: string;
}

export interface RenderRequest {
  /** A role, or `role/item`. */
  readonly owner: string;
  readonly wishes: readonly Wish[];
  readonly hooks: readonly Hook[];
  /** Units of systemd that make devices which the document only names. */
  readonly after: readonly string[];
  readonly host: RenderHost;
}

export interface Rendering {
  readonly files: readonly ConfigFile[];
  /** Sentences about what none of the files says. */
  readonly unsupported: readonly string[];
}

/** Part of a file's name that stands for an owner, a device or an item: letters, digits, dashes and underscores. */
export function fileWord(text: string): string {
  return text.replaceAll('/', '-').replaceAll(/[^\w-]/g, '_');
}

/** The objects that a document wants to be there. */
export function wantedObjects(wishes: readonly Wish[]): NetObject[] {
  return wishes.filter(({ state }) => state === 'present').map(({ object }) => object);
}
