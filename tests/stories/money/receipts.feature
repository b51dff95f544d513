Feature: A debtor pays on account, and every cent is where it belongs

  Background:
    Given Repco sells us CAB-220 for 60.00, and we sell it for 100.00 plus GST
    And Miller uses backorders
    And 5 CAB-220 are on the shelf

  Scenario: What is paid comes off the account and stands on that of the bank
    When Miller orders 2 CAB-220 and waits for what is missing
    And Miller orders 1 CAB-220 and waits for what is missing
    And Miller pays 250.00 on account
    Then we are told "Receipt 10001 – 250.00 from Miller"
    And Miller owes 80.00, and GST of 30.00 is due
    And the account Trade debtors has a debit of 80.00
    When Miller pays 80.00 on account
    Then the account Trade debtors has a debit of 0.00
    And the books hold

  Scenario: Goods come back after they were paid: the credit waits on the account for the next invoice
    When Miller orders 2 CAB-220 and waits for what is missing
    And Miller pays 220.00 on account
    And Miller brings 1 back to the shelf
    Then the account Trade debtors has a credit of 110.00
    When Miller orders 2 CAB-220 and waits for what is missing
    And Miller pays 110.00 on account
    Then the account Trade debtors has a debit of 0.00
    And Miller owes 0.00, and GST of 30.00 is due
    And the books hold
