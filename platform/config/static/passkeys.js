// What allauth's passkey scripts report goes to the page, where a screen reader says it, and not to the console.
(function () {
  const said = {
    NotAllowedError: 'The passkey was not used. Perhaps you cancelled, or it took too long. You can try again.',
    InvalidStateError: 'This passkey is registered here already.',
    NotSupportedError: 'This device has no passkey of a kind that can be used here.'
  }
  document.addEventListener('allauth.error', function (event) {
    event.preventDefault()
    const problem = document.getElementById('problem')
    problem.textContent = said[event.detail.exception.name] || 'The passkey could not be used here.'
    problem.focus()
  })
})()
