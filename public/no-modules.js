// Only browsers too old for module scripts run this file, so it is written in the JavaScript of their time.
(function () {
  var status = document.getElementById("boot-status");
  var progress = document.getElementById("boot-progress");
  status.innerHTML = "This browser is too old to run the calculators. Please use a browser from 2022 or later.";
  if (progress.parentNode) progress.parentNode.removeChild(progress);
})();
