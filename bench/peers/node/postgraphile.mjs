// What does PostGraphile 5 reach? The Amber preset and connection filters over policies.sql, in a cluster of two.
import cluster from "node:cluster";
import { createServer } from "node:http";
import { grafserv } from "postgraphile/grafserv/node";
import { makePgService } from "postgraphile/adaptors/pg";
import { PostGraphileAmberPreset } from "postgraphile/presets/amber";
import { postgraphile } from "postgraphile";
import { PostGraphileConnectionFilterPreset } from "postgraphile-plugin-connection-filter";
import { WORKERS, poolOf, viewerOf } from "./session.mjs";

const pool = poolOf(process.env.POSTGRAPHILE_URL);

const preset = {
  extends: [PostGraphileAmberPreset, PostGraphileConnectionFilterPreset],
  pgServices: [makePgService({ pool, schemas: ["public"] })],
  grafserv: { graphqlPath: "/graphql", graphiql: false, watch: false },
  grafast: {
    explain: false,
    async context(requestContext, args) {
      const viewer = await viewerOf(pool, requestContext.node?.req.headers.cookie);
      return { pgSettings: { ...args.contextValue?.pgSettings, "viewer.id": viewer ?? "" } };
    },
  },
};

if (cluster.isPrimary) {
  for (let worker = 0; worker < WORKERS; worker += 1) cluster.fork();
} else {
  const serv = postgraphile(preset).createServ(grafserv);
  const server = createServer();
  await serv.addTo(server);
  server.listen(Number(process.env.PORT), "127.0.0.1");
}
