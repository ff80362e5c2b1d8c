-- How healthy a Sink of headgate.dev/v1alpha1 is, for Argo CD (docs/health.md).
--   Healthy      the relation of spec.from flows
--   Suspended    paused, or a cutover waits for spec.cutover.promote
--   Degraded     it will not get there unless somebody does something
--   Progressing  on its way, being deleted, or not looked at yet
-- It says the same as kstatus and `kubectl wait`; neither of them knows Suspended.

local function result(status, message)
  return { status = status, message = message or "" }
end

local function condition(name)
  for _, c in ipairs(obj.status.conditions) do
    if c.type == name then
      return c
    end
  end
  return { status = "Unknown", reason = "", message = "" }
end

local function is_true(name)
  return condition(name).status == "True"
end

if obj.metadata.deletionTimestamp ~= nil then
  return result("Progressing", "Slot and publication are given back")
end
if obj.status == nil or obj.status.conditions == nil
    or obj.status.observedGeneration ~= obj.metadata.generation then
  return result("Progressing", "The operator has not looked at it yet")
end

local ready = condition("Ready")
if is_true("Stalled") then
  return result("Degraded", condition("Stalled").message)
end
if is_true("Ready") then
  return result("Healthy", ready.message)
end
if ready.reason == "Paused" or is_true("AwaitingPromotion") then
  return result("Suspended", ready.message)
end
return result("Progressing", ready.message)
