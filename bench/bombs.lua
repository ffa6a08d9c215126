-- What does the attacker send? The prepared requests of a file in turn, as wrk.lua, each with a number that never comes again.

local prepared, turn = {}, 0

function init(arguments)
  for line in io.lines(arguments[1]) do
    local cookie, path, body = line:match("^([^\t]*)\t([^\t]*)\t(.*)$")
    local text = wrk.format("POST", path, {
      ["Host"] = "127.0.0.1",
      ["Content-Type"] = "application/json",
      ["Cookie"] = cookie,
    }, body)
    local from, to = text:find("@@@@@@@@", 1, true)
    prepared[#prepared + 1] = { text:sub(1, from - 1), text:sub(to + 1) }
  end
end

function request()
  turn = turn + 1
  local bomb = prepared[turn % #prepared + 1]
  return bomb[1] .. string.format("%08d", turn) .. bomb[2]
end
