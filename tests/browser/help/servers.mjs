// Web servers as IT departments have them: Debian's nginx and Apache, with a course below a path, told by the
// configuration that `package --for` adds and by nothing else.
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { HOST } from "./browsers.mjs";

/** Where the course lies on the server. */
const PATH = "/training/sns-course/";

const nginx = {
  name: "nginx",
  program: "/usr/sbin/nginx",
  /** @type {(folder: string, root: string, port: number) => string} */
  configuration: (folder, root, port) => `
    daemon off;
    master_process off;
    pid ${folder}/nginx.pid;
    error_log ${folder}/error.log;
    events {}
    http {
      access_log off;
      client_body_temp_path ${folder};
      proxy_temp_path ${folder};
      fastcgi_temp_path ${folder};
      uwsgi_temp_path ${folder};
      scgi_temp_path ${folder};
      server {
        listen 127.0.0.1:${port};
        location ${PATH} {
          alias ${root}/;
          include ${root}/nginx-location.conf;
        }
      }
    }`,
  /** @type {(folder: string) => string[]} */
  command: (folder) => ["-p", folder, "-c", join(folder, "server.conf"), "-e", join(folder, "error.log")],
};

const apache = {
  name: "Apache",
  program: "/usr/sbin/apache2",
  /** @type {(folder: string, root: string, port: number) => string} */
  configuration: (folder, root, port) => `
    ServerRoot ${folder}
    ServerName ${HOST}
    Listen 127.0.0.1:${port}
    PidFile ${folder}/apache.pid
    ErrorLog ${folder}/error.log
    DefaultRuntimeDir ${folder}
    ${["mpm_event", "authz_core", "alias", "dir", "mime", "headers"].map((name) => `LoadModule ${name}_module /usr/lib/apache2/modules/mod_${name}.so`).join("\n    ")}
    User www-data
    Group www-data
    TypesConfig /etc/mime.types
    Alias ${PATH} ${root}/
    <Directory ${root}>
      Require all granted
      AllowOverride FileInfo Indexes
    </Directory>`,
  /** @type {(folder: string) => string[]} */
  command: (folder) => ["-X", "-f", join(folder, "server.conf")],
};

/** Those that are installed. */
export const SERVERS = [nginx, apache].filter(({ program }) => existsSync(program));

/** A port that nobody has at the moment. */
async function port() {
  const probe = createServer();
  await new Promise((done) => probe.listen(0, "127.0.0.1", () => done(undefined)));
  const { port } = /** @type {import("node:net").AddressInfo} */ (probe.address());
  await new Promise((done) => probe.close(done));
  return port;
}

/** @type {(port: number) => Promise<boolean>} */
const answers = (port) =>
  new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    socket.once("connect", () => (socket.destroy(), resolve(true)));
    socket.once("error", () => resolve(false));
  });

/** The folder `root` behind a server; `end` stops it. */
export async function behind(server, root) {
  const folder = await mkdtemp(join(tmpdir(), "terakoya-server-"));
  // The server is somebody else once it runs.
  await chmod(folder, 0o755);
  const at = await port();
  await writeFile(join(folder, "server.conf"), server.configuration(folder, root, at));
  const child = spawn(server.program, server.command(folder), { stdio: ["ignore", "inherit", "inherit"] });
  const gone = new Promise((resolve) => child.once("exit", resolve));
  let over = false;
  gone.then(() => (over = true));
  for (let tries = 0; !over && !(await answers(at)); tries++) {
    if (tries > 100) throw new Error(`${server.name} does not answer`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  if (over) throw new Error(`${server.name} did not start`);
  return {
    name: server.name,
    base: `http://${HOST}:${at}${PATH}`,
    /** The same for programs, which do not know the host's name. */
    local: `http://127.0.0.1:${at}${PATH}`,
    async end() {
      child.kill("SIGTERM");
      await gone;
      await rm(folder, { recursive: true, force: true });
    },
  };
}
