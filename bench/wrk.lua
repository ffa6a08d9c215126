-- What does wrk send? The prepared requests of a file in turn, one a line: a header, path and body with tabs between.

local prepared, turn = {}, 0

function init(arguments)
  for line in io.lines(arguments[1]) do
    local name, value, path, body = line:match("^([^:]*): ([^\t]*)\t([^\t]*)\t(.*)$")
    prepared[#prepared + 1] = wrk.format("POST", path, {
      ["Host"] = "127.0.0.1",
      ["Content-Type"] = "application/json",
      ["Accept"] = "application/graphql-response+json, application/json;q=0.9",
      [name] = value,
    }, body)
  end
end

function request()
  turn = turn % #prepared + 1
  return prepared[turn]
end

function done(summary, latency, requests)
  local errors = summary.errors
  io.write(string.format('RESULT {"requests": %d, "seconds": %.6f, "p50": %.3f, "p99": %.3f, "bytes": %d, "refused": %d, "broken": %d}\n',
    summary.requests, summary.duration / 1e6, latency:percentile(50) / 1e3, latency:percentile(99) / 1e3, summary.bytes,
    errors.status, errors.connect + errors.read + errors.write + errors.timeout))
end
