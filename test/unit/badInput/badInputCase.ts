/** A project with one mistake, and what the program has to say about it. */
export interface BadInputCase {
  readonly name: string;
  /** Files of the project; `site.yml` is the playbook. Without it: one play with `tasks`. */
  readonly files?: Readonly<Record<string, string>>;
  /** Tasks of the one play of `site.yml`, indented by four; the first stands on line 4. */
  readonly tasks?: string;
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Exit status; ansible-playbook's for the same project unless `ansible` says otherwise. */
  readonly exit: number;
  /** ansible-playbook's status where this program finds the mistake earlier. */
  readonly ansible?: number;
  readonly severity?: 'error' | 'warning' | 'fatal' | 'failed';
  /** Part of the message. */
  readonly cause: string;
  /** `file:line:col`, several for findings with more than one place. */
  readonly at: readonly string[];
  /** Part of the remedy; absent where the message says it all. */
  readonly fix?: string;
}
