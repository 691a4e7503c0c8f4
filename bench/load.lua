-- What wrk sends. Told by the file named after `--`: workload, tokens (one per user), trajectories, seed, host.
-- User p is practitioner p of organisation p, or for w2 its project leader; for w5 there is one, of the
-- large organisation. See data.sql for who has what.

local threads = {}

function setup(thread)
  table.insert(threads, thread)
  thread:set("number", #threads)
end

local function id(kind, n)
  local digits = string.format("%d", 10000000 + n)
  return "019c" .. digits:sub(1, 4) .. "-" .. digits:sub(5) .. "-7" .. kind .. "-8000-000000000000"
end

local function headers(verb, path, user, more)
  return verb .. " " .. path .. " HTTP/1.1\r\nHost: " .. told.host .. "\r\nAccept: application/json\r\nAuthorization: Bearer "
    .. told.tokens[user] .. "\r\n" .. (more or "") .. "\r\n"
end

local sent = 0
local function own_trajectory(user)
  return user + 1000 * math.random(0, told.trajectories / 1000 - 1)
end

local requests = {
  w1 = function(user)
    return headers("GET", "/v1/trajectories/" .. id("014", own_trajectory(user)), user)
  end,
  w4s = function(user)
    return headers("GET", "/v1/trajectories/" .. id("014", own_trajectory(user)) .. "/steps", user)
  end,
  w4f = function(user)
    return headers("GET", "/v1/trajectories/" .. id("014", own_trajectory(user)) .. "/fidelity", user)
  end,
  w2 = function(user)
    return headers("GET", "/v1/visits?limit=50", user)
  end,
  w5 = function(user)
    return headers("GET", "/v1/licence-standings?on=2026-11-02&limit=200", user)
  end,
  w3 = function(user)
    sent = sent + 1
    local body = '{"trajectoryId":"' .. id("014", own_trajectory(user)) .. '","status":"held","step":"goal_visit","mode":"home",'
      .. '"heldOn":"2026-11-02","minutes":60,"attendance":"parents","performerIds":["' .. id("006", user) .. '"]}'
    return headers("POST", "/v1/visits", user, "Content-Type: application/json\r\nIdempotency-Key: bench-" .. told.seed .. "-"
      .. number .. "-" .. sent .. "\r\nContent-Length: " .. #body .. "\r\n") .. body
  end,
}

function init(arguments)
  told = dofile(arguments[1])
  math.randomseed(told.seed * 64 + number)
end

function request()
  return requests[told.workload](math.random(1, #told.tokens))
end

-- One line of JSON, times in microseconds. `refused` are statuses of 400 and above; 1xx and 3xx are no answer to any of
-- these requests, and the bench looks at one answer of each kind before it starts.
function done(summary, latency)
  local errors = summary.errors
  print(string.format('RESULT {"requests": %d, "duration": %d, "p50": %d, "p99": %d, "refused": %d, "broken": %d}',
    summary.requests, summary.duration, latency:percentile(50), latency:percentile(99),
    errors.status, errors.connect + errors.read + errors.write + errors.timeout))
end
