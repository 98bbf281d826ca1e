-- Opens the Dockerfile, uses what the server offers, and writes what came of it as JSON into the file REPORT names.
-- Neovim 0.7 and later, with the configuration of docs/editors/neovim.md.

local report = {}

local function await(what, ready)
  local value
  if not vim.wait(60000, function()
    value = ready()
    return value ~= nil and value ~= false
  end, 20) then
    error('Neovim waited in vain for ' .. what)
  end
  return value
end

local function use()
  vim.cmd('edit Dockerfile')
  local buffer = vim.api.nvim_get_current_buf()
  report.filetype = vim.bo.filetype
  local find = vim.lsp.get_clients or vim.lsp.get_active_clients
  local client = await('the server', function()
    for _, candidate in pairs(find()) do
      if candidate.name == 'go_dockerfile' and vim.lsp.buf_is_attached(buffer, candidate.id) then
        return candidate
      end
    end
  end)
  report.server = client.server_capabilities ~= nil
  report.root = client.config.root_dir

  local function found()
    local list = vim.diagnostic.get(buffer)
    table.sort(list, function(a, b)
      return a.lnum == b.lnum and a.code < b.code or a.lnum < b.lnum
    end)
    return list
  end
  local function codes()
    return vim.tbl_map(function(item)
      return item.code
    end, found())
  end
  local function has(code)
    return vim.tbl_contains(codes(), code)
  end

  await('diagnostics', function()
    return has('glibc-binary-on-musl')
  end)
  report.before = codes()
  local finding = vim.tbl_filter(function(item)
    return item.code == 'glibc-binary-on-musl'
  end, found())[1]
  report.finding = {
    line = finding.lnum,
    column = finding.col,
    severity = finding.severity,
    source = finding.source,
    message = finding.message,
  }

  local function ask(method, params)
    local answers = vim.lsp.buf_request_sync(buffer, method, params, 60000) or {}
    local answer = answers[client.id] or error('There is no answer to ' .. method)
    if answer.err ~= nil or answer.error ~= nil then
      error(vim.inspect(answer))
    end
    return answer.result
  end
  local document = { uri = vim.uri_from_bufnr(buffer) }
  local place = { line = finding.lnum, character = finding.col }

  local hover = ask('textDocument/hover', { textDocument = document, position = place })
  report.hover = type(hover.contents) == 'table' and hover.contents.value or hover.contents

  report.lenses = vim.tbl_map(function(lens)
    return { title = lens.command.title, command = lens.command.command }
  end, ask('textDocument/codeLens', { textDocument = document }))
  report.carriesOut = vim.lsp.commands['goDockerfile.showVerdict'] ~= nil

  local actions = ask('textDocument/codeAction', {
    textDocument = document,
    range = { start = place, ['end'] = place },
    context = { diagnostics = {} },
  })
  report.actions = vim.tbl_map(function(action)
    return action.title
  end, actions)
  local fix = vim.tbl_filter(function(action)
    return action.title == 'Set CGO_ENABLED=0'
  end, actions)[1]
  if fix.edit == nil then
    fix = ask('codeAction/resolve', fix)
  end
  vim.lsp.util.apply_workspace_edit(fix.edit, client.offset_encoding)
  await('the finding to go', function()
    return not has('glibc-binary-on-musl')
  end)
  report.after = codes()
  report.text = table.concat(vim.api.nvim_buf_get_lines(buffer, 0, -1, false), '\n')

  vim.cmd('silent edit! Containerfile')
  report.otherFiletype = vim.bo.filetype
end

local ended, problem = pcall(use)
if not ended then
  report.problem = tostring(problem)
end
local json = vim.json and vim.json.encode(report) or vim.fn.json_encode(report)
vim.fn.writefile({ json }, vim.env.REPORT)
vim.cmd('qall!')
