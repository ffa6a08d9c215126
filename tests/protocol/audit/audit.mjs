// How does the server at this address do in graphql-http's audit? [{id, name, status, reason}, …] as JSON.
import { serverAudits } from 'graphql-http';

const audits = serverAudits({ url: process.argv[2] });
const results = await Promise.all(audits.map(({ fn }) => fn()));
console.log(JSON.stringify(results.map(({ id, name, status, reason }) => ({ id, name, status, reason }))));
