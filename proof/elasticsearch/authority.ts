import * as fs from 'node:fs';
import * as path from 'node:path';
import { Processes } from '../processes';

/** Key and certificate of a server. */
export interface Identity {
  readonly key: string;
  readonly cert: string;
}

/** A certificate authority of its own, as ECK has one for each cluster. */
export class Authority {
  public static async create(processes: Processes): Promise<Authority> {
    const folder = processes.newFolder('authority');
    const authority = new Authority(folder, processes);
    await authority.openssl(['req', '-x509', ...NEW_KEY, '-days', '2', '-subj', '/CN=authority', '-keyout', 'ca.key', '-out', 'ca.crt',
      '-addext', 'keyUsage=critical,keyCertSign,cRLSign']);
    return authority;
  }

  private constructor(private readonly folder: string, private readonly processes: Processes) {}

  /** What clients have to trust. */
  public get certificate(): string {
    return this.read('ca.crt');
  }

  /** An identity for a host name. */
  public async issue(host: string): Promise<Identity> {
    await this.openssl(['req', ...NEW_KEY, '-subj', '/CN=server', '-keyout', `${host}.key`, '-out', `${host}.csr`]);
    fs.writeFileSync(path.join(this.folder, `${host}.ext`), `subjectAltName=DNS:${host}\nextendedKeyUsage=serverAuth\n`);
    await this.openssl(['x509', '-req', '-in', `${host}.csr`, '-CA', 'ca.crt', '-CAkey', 'ca.key', '-CAcreateserial', '-days', '2',
      '-extfile', `${host}.ext`, '-out', `${host}.crt`]);
    return { key: this.read(`${host}.key`), cert: this.read(`${host}.crt`) };
  }

  private read(file: string): string {
    return fs.readFileSync(path.join(this.folder, file), 'utf8');
  }

  private async openssl(args: readonly string[]): Promise<void> {
    const { code, stderr } = await this.processes.run('openssl', args, { cwd: this.folder });
    if (code !== 0) { throw new Error(`openssl ${args.join(' ')}: ${stderr}`); }
  }
}

const NEW_KEY = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
