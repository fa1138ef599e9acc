/** A variable of the generated code. `definite`: it has a value wherever it can be read from now on. */
interface Local {
  readonly id: string;
  definite: boolean;
  /** Until it is assigned the name is undefined, even where a variable has that name. */
  readonly blank: boolean;
}

/** The names known at a place of the template, as Jinja2 scopes them: loops and macros open a new one, `if` does not. */
export class Frame {
  private readonly names = new Map<string, Local>();
  /** Depth of conditional branches since the frame began; assignments inside them are not definite. */
  branches = 0;

  constructor(
    readonly parent: Frame | undefined,
    /** Assignments here are variables of the template, seen by blocks and importers. */
    readonly topLevel: boolean,
    /** A `break` here leaves a loop of the same function. */
    readonly inLoop: boolean,
  ) {}

  /** A frame for an inner scope of the same function. */
  inner(options: { inLoop?: boolean } = {}): Frame {
    return new Frame(this, false, options.inLoop ?? this.inLoop);
  }

  /** A frame for the body of a function that closes over this one. */
  closure(): Frame {
    return new Frame(this, false, false);
  }

  declare(name: string, id: string, definite: boolean, blank = false): Local {
    const local = { id, definite, blank };
    this.names.set(name, local);
    return local;
  }

  /** The variable in this very frame. */
  own(name: string): Local | undefined {
    return this.names.get(name);
  }

  lookup(name: string): Local | undefined {
    return this.names.get(name) ?? this.parent?.lookup(name);
  }

  /** After an assignment: the name is definite unless the assignment is conditional. */
  assigned(name: string): void {
    const local = this.names.get(name);
    if (local && this.branches === 0) local.definite = true;
  }

  /** Every visible name, inner ones first. */
  visible(): Map<string, Local> {
    const all = new Map(this.parent?.visible());
    for (const [name, local] of this.names) all.set(name, local);
    return all;
  }
}
