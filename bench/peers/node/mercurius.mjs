// What does a server written by hand reach? mercurius with its JIT and loaders over SQL of our own kind, in a cluster of two.
import cluster from "node:cluster";
import Fastify from "fastify";
import mercurius from "mercurius";
import { WORKERS, poolOf, viewerOf } from "./session.mjs";
import { statements } from "./statements.mjs";

const pool = poolOf(process.env.PEERS_URL);
const sql = cluster.isPrimary ? {} : await statements(pool);

const schema = `
  type Query {
    contact(id: ID!): Contact
    contacts(first: Int!, lastNameStartsWith: String): ContactPage!
  }
  type Mutation { createNote(contactId: ID!, body: String!): Note }
  type ContactPage { nodes: [Contact!]! hasNextPage: Boolean! endCursor: ID totalCount: Int }
  type Contact {
    id: ID! name: String! jobTitle: String company: Company
    emails: [Email!]! tags: [Tag!]! notes(first: Int!): [Note!]!
  }
  type Company { id: ID! name: String! contacts(first: Int!): [Contact!]! }
  type Email { address: String! label: String }
  type Tag { name: String! }
  type Note { body: String! contact: Contact }
`;

const resolvers = {
  Query: {
    contact: async (_, { id }, { run, viewer }) => (await run("contact", sql.CONTACT, [viewer, id]))[0] ?? null,
    contacts: (_, { first, lastNameStartsWith }, context) =>
      lastNameStartsWith === undefined ? page(first, context) : filtered(first, lastNameStartsWith, context),
  },
  Mutation: {
    createNote: async (_, { contactId, body }, { run, viewer }) =>
      (await run("create_note", sql.CREATE_NOTE, [viewer, contactId, body]))[0] ?? null,
  },
};

async function page(first, { run, viewer }) {
  const size = Math.min(first, 100);
  const rows = await run("page", sql.PAGE, [viewer, size + 1]);
  const nodes = rows.slice(0, size);
  return { nodes, hasNextPage: rows.length > size, endCursor: nodes.at(-1)?.id };
}

async function filtered(first, prefix, { run, viewer }) {
  const pattern = `${prefix.replace(/[\\%_]/g, "\\$&")}%`;
  const nodes = await run("filtered", sql.FILTERED, [viewer, pattern, Math.min(first, 100)]);
  return { nodes, hasNextPage: Number(nodes[0]?.total ?? 0) > nodes.length, totalCount: Number(nodes[0]?.total ?? 0) };
}

// One statement for all of a level: `rows` come with the `key` of the object they belong to.
function many(name, text, keyOf) {
  return {
    async loader(queries, { run, viewer }) {
      const keys = [...new Set(queries.map(({ obj }) => keyOf(obj)).filter(Boolean))];
      const values = [keys, viewer, Math.min(queries[0].params.first ?? 100, 100)];
      const found = Object.groupBy(await run(name, text, values), (row) => row.key);
      return queries.map(({ obj }) => found[keyOf(obj)] ?? []);
    },
    opts: { cache: false },
  };
}

function one(name, text, keyOf) {
  const { loader, opts } = many(name, text, keyOf);
  return { loader: async (queries, context) => (await loader(queries, context)).map((rows) => rows[0] ?? null), opts };
}

const id = (object) => object.id;
const loaders = {
  Contact: {
    company: one("company", sql.COMPANIES, (contact) => contact.company_id),
    emails: many("emails", sql.EMAILS, id),
    tags: many("tags", sql.TAGS, id),
    notes: many("notes", sql.NOTES, id),
  },
  Company: { contacts: many("colleagues", sql.COLLEAGUES, id) },
  Note: { contact: one("noted", sql.NOTED, (note) => note.contact_id) },
};

if (cluster.isPrimary) {
  for (let worker = 0; worker < WORKERS; worker += 1) cluster.fork();
} else {
  const run = async (name, text, values) => (await pool.query({ name, text, values })).rows;
  const app = Fastify();
  app.register(mercurius, {
    schema,
    resolvers,
    loaders,
    jit: 1,
    graphiql: false,
    path: "/graphql",
    async context(request) {
      const viewer = await viewerOf(pool, request.headers.cookie);
      if (!viewer) throw new mercurius.ErrorWithProps("Sign in.", undefined, 401);
      return { viewer, run };
    },
  });
  app.get("/", async () => "up");
  await app.listen({ host: "127.0.0.1", port: Number(process.env.PORT) });
}
